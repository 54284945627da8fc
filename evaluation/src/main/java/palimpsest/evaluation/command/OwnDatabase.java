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
final class OwnDatabase {

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
        Path database = Files.createTempDirectory("palimpsest-eval");
        Map<String, Object> all = new LinkedHashMap<>(properties);
        all.put("logging.level.palimpsest", "${PALIMPSEST_LOG:warn}");
        all.put("palimpsest.data-directory", database.toString());
        if (databaseUrl != null) {
            all.put("palimpsest.database.url", databaseUrl);
        }
        try (var context = DataOptions.start(WebApplicationType.NONE, all, EvaluationConfiguration.class)) {
            return work.on(context);
        } finally {
            FileSystemUtils.deleteRecursively(database);
        }
    }
}
