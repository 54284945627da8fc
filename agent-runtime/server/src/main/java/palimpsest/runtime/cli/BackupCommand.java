package palimpsest.runtime.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import palimpsest.memory.database.DatabaseBackup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "backup", mixinStandardHelpOptions = true, description = {"Writes the whole database to one file.",
    "While runtimes go on: PGlite, the embedded database, lets them wait meanwhile."})
final class BackupCommand implements Callable<Integer> {

    @Option(names = "--to", paramLabel = "FILE", required = true, description = "Where to; a file of that name is replaced once the new one is complete.")
    private Path to;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() throws IOException, SQLException {
        try (var context = DataOptions.start(WebApplicationType.NONE, data.quietPropertiesWithoutEmbedding())) {
            Path target = to.toAbsolutePath();
            Path partial = Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
            try {
                DatabaseBackup.Content written;
                try (OutputStream out = Files.newOutputStream(partial)) {
                    written = new DatabaseBackup(context.getBean(DataSource.class)).write(out);
                }
                Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                System.out.println("Backed up " + summary(written) + " to " + to + ".");
            } finally {
                Files.deleteIfExists(partial);
            }
            return 0;
        }
    }

    static String summary(DatabaseBackup.Content content) {
        return content.rows().values().stream().mapToLong(Long::longValue).sum() + " rows of " + content.rows().size() + " tables (schema version "
                + content.schemaVersion() + ", " + content.rows().getOrDefault("conversation", 0L) + " conversations)";
    }
}
