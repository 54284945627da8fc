package palimpsest.runtime.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import palimpsest.memory.database.Schema;
import palimpsest.postgres.LocalPostgres;
import palimpsest.postgres.LocalPostgresOptions;
import palimpsest.runtime.wiring.EmbeddedDatabaseStart;

/**
 * What {@code ./palimpsest} runs once after a build, so that all later starts are quick: it writes the texts of help, makes the
 * database that new ones are unpacked from, and uses the product a little while the JVM records which classes that takes.
 */
public final class FirstRun {

    private static final String[] PAGES = {"/", "/api/status", "/api/conversations", "/v1/models"};

    private FirstRun() {}

    /** @param arguments folder for the texts of help, file for the packed database, empty folder to work in */
    public static void main(String[] arguments) throws Exception {
        HelpTexts.write(Main.commandLine(), Path.of(arguments[0]));
        Path template = Path.of(arguments[1]);
        Path place = Path.of(arguments[2]);
        packNewDatabase(place.resolve("new"), template);
        System.setProperty(EmbeddedDatabaseStart.TEMPLATE, template.toString());
        String data = place.resolve("data").toString();
        ask(place, data);
        serve(data);
        // the threads of libraries do not end by themselves
        System.exit(0);
    }

    private static void packNewDatabase(Path data, Path file) {
        try (LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(data))) {
            Schema.migrate(postgres.jdbcUrl(), postgres.username(), postgres.password());
        }
        LocalPostgres.pack(data, file);
    }

    private static void ask(Path place, String data) throws IOException {
        Path document = Files.writeString(place.resolve("harbour.txt"), "The harbour opened in 1911. Its first keeper was Ada Lund.\n");
        Main.commandLine().execute("ask", "--data", data, "--docs", document.toString(), "--question", "Who was the first keeper of the harbour?");
    }

    private static void serve(String data) throws IOException, InterruptedException {
        var options = new DataOptions();
        var properties = options.properties();
        properties.put("palimpsest.data-directory", data);
        properties.put("server.port", 0);
        try (var context = (ServletWebServerApplicationContext) DataOptions.start(WebApplicationType.SERVLET, properties);
             var client = HttpClient.newHttpClient()) {
            for (String page : PAGES) {
                client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + context.getWebServer().getPort() + page)).build(), BodyHandlers.discarding());
            }
        }
    }
}
