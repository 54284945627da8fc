package palimpsest.runtime.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a command left behind. */
public record Ended(int status, String out, String err) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Runs a command in this process, with what it prints. */
    public static Ended of(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        var commandErr = new StringWriter();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int status = Main.commandLine().setOut(new PrintWriter(System.out, true)).setErr(new PrintWriter(commandErr, true)).execute(arguments);
            return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8) + commandErr);
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }

    public JsonNode json() {
        return JSON.readTree(out);
    }
}
