package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help that {@code ./palimpsest} prints without Java is the help that Java prints. */
class HelpTextsTest {

    @TempDir
    private Path texts;

    @BeforeEach
    void write() throws Exception {
        HelpTexts.write(Main.commandLine(), texts);
    }

    @Test
    void each_command_has_the_help_that_it_prints_itself() throws Exception {
        List<List<String>> asked = new ArrayList<>(List.of(List.of("--help"), List.of("-h"), List.of("--version"), List.of("-V"), List.of("help")));
        for (String name : HelpTexts.commands(Main.commandLine()).keySet()) {
            if (!name.equals(HelpTexts.ROOT)) {
                List<String> words = List.of(name.split(" "));
                asked.add(Stream.concat(words.stream(), Stream.of("--help")).toList());
                asked.add(Stream.concat(words.stream(), Stream.of("-h")).toList());
                if (words.size() == 1) {
                    asked.add(List.of("help", name));
                }
            }
        }

        assertThat(asked).contains(List.of("keys", "create", "--help"), List.of("help", "ask"));
        for (List<String> arguments : asked) {
            assertThat(script(arguments, Map.of())).as("%s", arguments).isEqualTo(new Printed(0, printedByJava(arguments, Ansi.OFF)));
        }
        for (List<String> arguments : List.of(List.of("--help"), List.of("ask", "-h"), List.of("--version"))) {
            assertThat(script(arguments, Map.of("CLICOLOR_FORCE", "1"))).as("%s", arguments).isEqualTo(new Printed(0, printedByJava(arguments, Ansi.ON)));
        }
        assertThat(script(List.of("ask", "--help"), Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "")).text()).doesNotContain("\u001b");
    }

    @Test
    void what_else_is_asked_is_left_to_java() throws Exception {
        for (List<String> arguments : List.of(List.<String>of(), List.of("ask"), List.of("nothing", "--help"), List.of("ask", "--json", "--help"),
                List.of("ask", "--version"), List.of("--help", "ask"), List.of("../plain/ask", "--help"), List.of("help", "keys", "create"))) {
            assertThat(script(arguments, Map.of())).as("%s", arguments).isEqualTo(new Printed(1, ""));
        }
    }

    private record Printed(int status, String text) {}

    private Printed script(List<String> arguments, Map<String, String> environment) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "-euc", ". ../../bin/help.sh; print_help \"$@\"", "bash", texts.toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Printed(process.waitFor(), text);
    }

    private static String printedByJava(List<String> arguments, Ansi ansi) {
        var out = new ByteArrayOutputStream();
        var writer = new PrintWriter(out, true, StandardCharsets.UTF_8);
        CommandLine line = Main.commandLine().setOut(writer).setErr(writer).setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        assertThat(line.execute(arguments.toArray(String[]::new))).isZero();
        writer.flush();
        return out.toString(StandardCharsets.UTF_8);
    }
}
