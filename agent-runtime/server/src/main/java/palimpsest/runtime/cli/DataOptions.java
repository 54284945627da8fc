package palimpsest.runtime.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import palimpsest.runtime.app.PalimpsestApplication;
import palimpsest.runtime.wiring.EmbeddedDatabaseConfiguration;
import picocli.CommandLine.Option;

/** Where the data is, and what else is configured: shared by all commands. */
public final class DataOptions {

    @Option(names = "--data", paramLabel = "DIR",
            description = "Data directory of the embedded PostgreSQL (default: .palimpsest in your home). Not used with a database URL.")
    private Path data;

    @Option(names = "--database-url", paramLabel = "JDBC_URL",
            description = "Use this PostgreSQL 15+ with pgvector 0.7+ instead. User and password: PALIMPSEST_DATABASE_USERNAME, PALIMPSEST_DATABASE_PASSWORD.")
    private String databaseUrl;

    @Option(names = "--set", paramLabel = "PROPERTY=VALUE", description = "Set a configuration property, for example palimpsest.search.mode=lexical.")
    private Map<String, String> properties = new LinkedHashMap<>();

    /**
     * Starts the application with these properties; they win over the environment and over configuration files.
     *
     * @throws RuntimeException what the start ended with; {@link PlainErrors} says it plainly
     */
    static ConfigurableApplicationContext start(WebApplicationType type, Map<String, Object> properties) {
        return start(type, properties, new Class<?>[0]);
    }

    /** The same with further configuration classes, whose beans only this command needs. */
    public static ConfigurableApplicationContext start(WebApplicationType type, Map<String, Object> properties, Class<?>... more) {
        return run(PalimpsestApplication.builder(type).sources(more), type, properties);
    }

    /** The same for a command that will ask this. */
    static ConfigurableApplicationContext startToAsk(String question, Map<String, Object> properties) {
        return run(PalimpsestApplication.builder(WebApplicationType.NONE).initializers(context -> LoadAhead.of((GenericApplicationContext) context, question)),
                WebApplicationType.NONE, properties);
    }

    private static ConfigurableApplicationContext run(SpringApplicationBuilder application, WebApplicationType type, Map<String, Object> properties) {
        // A server has its data for itself; what is done by a command may be done beside one.
        Map<String, Object> all = new LinkedHashMap<>(properties);
        all.putIfAbsent(EmbeddedDatabaseConfiguration.SHARED, type == WebApplicationType.NONE);
        String[] arguments = all.entrySet().stream().map(property -> "--" + property.getKey() + "=" + property.getValue()).toArray(String[]::new);
        return application.run(arguments);
    }

    /** The same for a command whose output is its result: its log keeps to what goes wrong. */
    Map<String, Object> quietProperties() {
        Map<String, Object> all = properties();
        all.put("logging.level.palimpsest", "${PALIMPSEST_LOG:warn}");
        return all;
    }

    /** The same for one that needs no embedding model. */
    public Map<String, Object> quietPropertiesWithoutEmbedding() {
        Map<String, Object> all = quietProperties();
        all.put("palimpsest.embedding.enabled", false);
        return all;
    }

    Map<String, Object> properties() {
        Map<String, Object> all = new LinkedHashMap<>(properties);
        if (data != null) {
            all.put("palimpsest.data-directory", data.toAbsolutePath().normalize().toString());
        }
        if (databaseUrl != null) {
            all.put("palimpsest.database.url", databaseUrl);
        }
        // Tomcat tells with stack traces of threads that go on for a moment when a start fails for another reason
        all.put("logging.level.org.apache.catalina.loader.WebappClassLoaderBase", "error");
        return all;
    }
}
