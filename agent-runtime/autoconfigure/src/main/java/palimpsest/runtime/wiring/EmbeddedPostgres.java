package palimpsest.runtime.wiring;

import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.postgres.LocalPostgres;
import palimpsest.postgres.LocalPostgresOptions;

/**
 * The embedded database: this process's own, or that of a process which works on the same data already.
 *
 * @param own null when it is another process's
 */
public record EmbeddedPostgres(LocalPostgres own, String jdbcUrl) implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    /**
     * @param shares whether it is taken from a process that has the directory, as long as that runs
     * @throws palimpsest.postgres.LocalPostgresException when it can't be had
     */
    static EmbeddedPostgres open(LocalPostgresOptions options, boolean shares) {
        Path directory = options.dataDirectory();
        Optional<String> running = shares ? LocalPostgres.runningIn(directory) : Optional.empty();
        if (running.isPresent()) {
            log.info("Another process has the data directory {}: this one works on its database", directory);
            return new EmbeddedPostgres(null, running.get());
        }
        LocalPostgres own = LocalPostgres.start(options);
        return new EmbeddedPostgres(own, own.jdbcUrl());
    }

    public Optional<LocalPostgres> started() {
        return Optional.ofNullable(own);
    }

    @Override
    public void close() {
        started().ifPresent(LocalPostgres::close);
    }
}
