package palimpsest.runtime.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the product's own data is, for commands whose {@code --data} is the file that they work on; otherwise {@link DataOptions}. */
final class StoreOptions {

    @Option(names = "--store", paramLabel = "DIR", description = "Data directory of the embedded PostgreSQL (default: .palimpsest in your home).")
    private Path store;

    @Option(names = "--database-url", paramLabel = "JDBC_URL", description = "Use this PostgreSQL instead, as serve does.")
    private String databaseUrl;

    @Option(names = "--set", paramLabel = "PROPERTY=VALUE", description = "Set a configuration property.")
    private Map<String, String> properties = new LinkedHashMap<>();

    Map<String, Object> properties() {
        Map<String, Object> all = new LinkedHashMap<>(properties);
        if (store != null) {
            all.put("palimpsest.data-directory", store.toAbsolutePath().normalize().toString());
        }
        if (databaseUrl != null) {
            all.put("palimpsest.database.url", databaseUrl);
        }
        return all;
    }
}
