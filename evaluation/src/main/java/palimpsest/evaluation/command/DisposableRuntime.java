package palimpsest.evaluation.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationContext;
import org.springframework.util.FileSystemUtils;
import palimpsest.runtime.cli.DataOptions;
import picocli.CommandLine.Option;

/** The product on a database of one run's own, which is gone afterwards: for commands that measure. */
final class DisposableRuntime {

    @Option(names = "--database-url", paramLabel = "JDBC_URL", description = "Use this PostgreSQL instead of an embedded one of this run's own.")
    private String databaseUrl;

    @Option(names = "--set", paramLabel = "PROPERTY=VALUE", description = "Set a configuration property.")
    private Map<String, String> properties = new LinkedHashMap<>();

    /** What is done with the started product. */
    @FunctionalInterface
    interface Work<T> {
        T on(ApplicationContext context) throws InterruptedException;
    }

    /** A property for this command, unless it is set by hand. */
    void unlessSet(String property, String value) {
        properties.putIfAbsent(property, value);
    }

    <T> T with(Work<T> work) throws IOException, InterruptedException {
        try (Opened opened = open()) {
            return opened.with(Map.of(), work);
        }
    }

    /** For a product that is started several times, one start after another. */
    Opened open() throws IOException {
        return new Opened(Files.createTempDirectory("palimpsest-eval"));
    }

    /** The database while a command works on it. */
    final class Opened implements AutoCloseable {

        private final Path directory;

        private Opened(Path directory) {
            this.directory = directory;
        }

        /** Starts the product for some work. @param more properties, which win over those of the command line */
        <T> T with(Map<String, String> more, Work<T> work) throws InterruptedException {
            Map<String, Object> all = new LinkedHashMap<>(properties);
            all.putAll(more);
            all.put("logging.level.palimpsest", "${PALIMPSEST_LOG:warn}");
            all.put("palimpsest.data-directory", directory.toString());
            if (databaseUrl != null) {
                all.put("palimpsest.database.url", databaseUrl);
            }
            try (var context = DataOptions.start(WebApplicationType.NONE, all, EvaluationConfiguration.class)) {
                return work.on(context);
            }
        }

        @Override
        public void close() throws IOException {
            FileSystemUtils.deleteRecursively(directory);
        }
    }
}
