package palimpsest.memory.retrieve;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reranker that is loaded on first use, and that never stands in a search's way: when it can't be loaded it says so and tries again a minute
 * later, when it fails on a query it says so for that query, each in one line, and the candidates keep the order in which they came.
 */
public final class RerankingWhenAvailable implements Reranker, AutoCloseable {

    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Logger log = LoggerFactory.getLogger(RerankingWhenAvailable.class);

    private final Supplier<? extends Reranker> loader;
    private final InstantSource clock;
    private Reranker loaded;  // guarded by this
    private Instant failed;   // guarded by this; null: loading has not failed

    public RerankingWhenAvailable(Supplier<? extends Reranker> loader) {
        this(loader, InstantSource.system());
    }

    RerankingWhenAvailable(Supplier<? extends Reranker> loader, InstantSource clock) {
        this.loader = loader;
        this.clock = clock;
    }

    @Override
    public double[] score(String query, List<Candidate> candidates) {
        return scoresIfAvailable(query, candidates).orElseGet(() -> IntStream.range(0, candidates.size()).mapToDouble(place -> -place).toArray());
    }

    @Override
    public Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
        return available(candidates, reranker -> reranker.scoresIfAvailable(query, candidates));
    }

    @Override
    public Optional<double[]> scoresWithin(String query, List<Candidate> candidates, Duration deadline) {
        return available(candidates, reranker -> reranker.scoresWithin(query, candidates, deadline));
    }

    @Override
    public Optional<Explanation> explain(String query, List<Candidate> candidates, int which) {
        return available(candidates, reranker -> reranker.explain(query, candidates, which));
    }

    private <T> Optional<T> available(List<Candidate> candidates, Function<Reranker, Optional<T>> scoring) {
        try {
            return reranker().flatMap(scoring);
        } catch (RuntimeException | LinkageError e) {
            log.warn("Reranking {} candidates failed ({}): they keep their order", candidates.size(), e.toString());
            return Optional.empty();
        }
    }

    private synchronized Optional<Reranker> reranker() {
        if (loaded == null && (failed == null || !clock.instant().isBefore(failed.plus(AGAIN)))) {
            try {
                loaded = loader.get();
                failed = null;
            } catch (RuntimeException | LinkageError e) {
                log.warn("Reranking is off ({}); search goes on without it, and loading is tried again in {} seconds", e.getMessage(), AGAIN.toSeconds());
                failed = clock.instant();
            }
        }
        return Optional.ofNullable(loaded);
    }

    /** Closes what was loaded; it is loaded again when it is used after that. */
    @Override
    public synchronized void close() {
        if (loaded instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                log.debug("The reranker can't be closed", e);
            }
        }
        loaded = null;
        failed = null;
    }
}
