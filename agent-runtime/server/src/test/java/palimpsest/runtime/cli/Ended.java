package palimpsest.runtime.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.memory.testing.TestServer;
import palimpsest.runtime.wiring.EmbeddedDatabaseStart;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a command left behind. Its embedded database, where it makes one, begins with its tables. */
public record Ended(int status, String out, String err) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Runs a command in this process, with what it prints. */
    public static Ended of(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        var commandErr = new StringWriter();
        String template = System.getProperty(EmbeddedDatabaseStart.TEMPLATE);
        try {
            if (template == null && TestServer.configured().isEmpty()) {
                System.setProperty(EmbeddedDatabaseStart.TEMPLATE, TestDatabase.packed().toString());
            }
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int status = Main.commandLine().setOut(new PrintWriter(System.out, true)).setErr(new PrintWriter(commandErr, true)).execute(arguments);
            return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8) + commandErr);
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
            if (template == null) {
                System.clearProperty(EmbeddedDatabaseStart.TEMPLATE);
            }
        }
    }

    public JsonNode json() {
        return JSON.readTree(out);
    }
}
