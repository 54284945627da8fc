package palimpsest.runtime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Writes what {@code --help} and {@code --version} print into files, so that {@code ./palimpsest} answers them without starting Java:
 * {@code plain/NAME} and {@code colour/NAME}, where NAME is {@code palimpsest}, {@code --version} or a command such as {@code keys create}.
 */
public final class HelpTexts {

    static final String ROOT = "palimpsest";
    static final String VERSION = "--version";

    private HelpTexts() {}

    /** @param arguments the folder to write into */
    public static void main(String[] arguments) throws IOException {
        write(Main.commandLine(), Path.of(arguments[0]));
    }

    static void write(CommandLine line, Path folder) throws IOException {
        for (Ansi ansi : new Ansi[] {Ansi.OFF, Ansi.ON}) {
            Path texts = Files.createDirectories(folder.resolve(ansi == Ansi.ON ? "colour" : "plain"));
            for (Map.Entry<String, CommandLine> command : commands(line).entrySet()) {
                Files.writeString(texts.resolve(command.getKey()), command.getValue().getUsageMessage(ansi));
            }
            Files.writeString(texts.resolve(VERSION), ansi.string(String.join("%n".formatted(), line.getCommandSpec().version())) + "%n".formatted());
        }
    }

    /** By the words that call them. */
    static Map<String, CommandLine> commands(CommandLine line) {
        var all = new LinkedHashMap<String, CommandLine>();
        all.put(ROOT, line);
        collect("", line, all);
        return all;
    }

    private static void collect(String before, CommandLine line, Map<String, CommandLine> all) {
        line.getSubcommands().forEach((name, command) -> {
            all.put(before + name, command);
            collect(before + name + " ", command, all);
        });
    }
}
