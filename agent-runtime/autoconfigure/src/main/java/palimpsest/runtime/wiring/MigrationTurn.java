package palimpsest.runtime.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One process after the other migrates the database of a data directory. Flyway's advisory lock does not keep them apart: PGlite has one session for all of
 * its connections, and a session that holds a lock is given it again.
 */
record MigrationTurn(Path dataDirectory) {

    private static final String FILE = "migration.lock";
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    /** @throws UncheckedIOException when the directory can't be written to */
    void migrate(Runnable migration) {
        try (FileChannel file = FileChannel.open(dataDirectory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(file);
            migration.run();
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + FILE + " of the data directory " + dataDirectory + " can't be locked: " + e.getMessage(), e);
        }
    }

    /** Until the channel is closed, or the process ends. */
    private static void lock(FileChannel file) throws IOException {
        while (true) {
            try {
                file.lock();
                return;
            } catch (OverlappingFileLockException e) {
                // held by another thread of this process, which the system does not let wait
                LockSupport.parkNanos(PAUSE);
            }
        }
    }
}
