package palimpsest.memory.retrieve;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reranker that is loaded on first use, and that never stands in a search's way: when it can't be loaded it says so once, when it fails
 * on a query it says so for that query, each in one line, and the candidates keep the order in which they came.
 */
public final class RerankingWhenAvailable implements Reranker, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RerankingWhenAvailable.class);

    private final Supplier<? extends Reranker> loader;
    private Reranker loaded; // guarded by this

    public RerankingWhenAvailable(Supplier<? extends Reranker> loader) {
        this.loader = loader;
    }

    @Override
    public double[] score(String query, List<Candidate> candidates) {
        return scoresIfAvailable(query, candidates).orElseGet(() -> IntStream.range(0, candidates.size()).mapToDouble(place -> -place).toArray());
    }

    @Override
    public Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
        try {
            return reranker().scoresIfAvailable(query, candidates);
        } catch (RuntimeException | LinkageError e) {
            log.warn("Reranking {} candidates failed ({}): they keep their order", candidates.size(), e.toString());
            return Optional.empty();
        }
    }

    private synchronized Reranker reranker() {
        if (loaded == null) {
            try {
                loaded = loader.get();
            } catch (RuntimeException | LinkageError e) {
                log.warn("Reranking is off ({}); search goes on without it", e.getMessage());
                loaded = new Unavailable();
            }
        }
        return loaded;
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
    }

    private record Unavailable() implements Reranker {

        @Override
        public double[] score(String query, List<Candidate> candidates) {
            throw new UnsupportedOperationException("There is no reranker");
        }

        @Override
        public Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
            return Optional.empty();
        }
    }
}
