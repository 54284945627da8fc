package palimpsest.runtime.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import palimpsest.memory.database.DatabaseBackup;
import palimpsest.runtime.wiring.EmbeddedDatabaseConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "restore", mixinStandardHelpOptions = true, description = "Restores a backup into an empty database: all of it or nothing.")
final class RestoreCommand implements Callable<Integer> {

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "What backup wrote.")
    private Path from;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() throws IOException, SQLException {
        if (!Files.isReadable(from)) {
            throw new CommandFailed(ExitCode.NO_INPUT, "There is no file " + from + " that can be read: name one that backup wrote.");
        }
        Map<String, Object> properties = data.quietPropertiesWithoutEmbedding();
        properties.put(EmbeddedDatabaseConfiguration.SHARED, false);
        try (var context = DataOptions.start(WebApplicationType.NONE, properties); InputStream in = new BufferedInputStream(Files.newInputStream(from))) {
            var restored = new DatabaseBackup(context.getBean(DataSource.class)).restore(in);
            System.out.println("Restored " + BackupCommand.summary(restored) + ".");
            return 0;
        } catch (DatabaseBackup.RestoreRefused e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        } catch (ZipException | EOFException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, "The file " + from + " is no backup, or was cut off.");
        }
    }
}
