package palimpsest.runtime.wiring;

import java.time.Duration;
import palimpsest.memory.retrieve.Reranker;

/**
 * What puts hits of searches and recalls in order.
 *
 * @param reranker null for none
 * @param deadline of one search or recall
 * @param owned    whether it ends with this; a bean, which may be an application's, ends by itself
 */
record SearchReranker(Reranker reranker, Duration deadline, boolean owned) implements AutoCloseable {

    /** The reranker under its deadline; null for none. */
    Reranker used() {
        return reranker == null ? null : reranker.within(deadline);
    }

    @Override
    public void close() throws Exception {
        if (owned && reranker instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
