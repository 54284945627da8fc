package palimpsest.runtime.wiring;

import java.time.Duration;
import palimpsest.memory.retrieve.Reranker;

/**
 * What puts hits of searches and recalls in order.
 *
 * @param reranker null for none
 * @param deadline of one search or recall
 */
record SearchReranker(Reranker reranker, Duration deadline) implements AutoCloseable {

    /** The reranker under its deadline; null for none. */
    Reranker used() {
        return reranker == null ? null : reranker.within(deadline);
    }

    /** Frees what the reranker holds: with the application its threads and its model end. */
    @Override
    public void close() throws Exception {
        if (reranker instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
