package palimpsest.memory.rerank;

import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reranker that is loaded on first use. When that fails it says so once, in one line, and candidates keep the order of the search's
 * own scores.
 */
public final class RerankingWhenAvailable implements Reranker {

    private static final Logger log = LoggerFactory.getLogger(RerankingWhenAvailable.class);

    private final Supplier<? extends Reranker> loader;
    private Reranker loaded; // guarded by this

    public RerankingWhenAvailable(Supplier<? extends Reranker> loader) {
        this.loader = loader;
    }

    @Override
    public double[] score(String query, List<Candidate> candidates) {
        return reranker().score(query, candidates);
    }

    private synchronized Reranker reranker() {
        if (loaded == null) {
            try {
                loaded = loader.get();
            } catch (RuntimeException | LinkageError e) {
                log.warn("Reranking is off ({}); search goes on without it", e.getMessage());
                loaded = RerankingWhenAvailable::searchScores;
            }
        }
        return loaded;
    }

    private static double[] searchScores(String query, List<Candidate> candidates) {
        double[] dense = Features.standardised(candidates.stream().mapToDouble(Candidate::dense).toArray());
        double[] lexical = Features.standardised(candidates.stream().mapToDouble(Candidate::lexical).toArray());
        for (int i = 0; i < dense.length; i++) {
            dense[i] += lexical[i];
        }
        return dense;
    }
}
