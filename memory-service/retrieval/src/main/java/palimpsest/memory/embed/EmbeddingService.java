package palimpsest.memory.embed;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

/** Embeds passages in the background; lexical search never waits for it. */
public interface EmbeddingService extends AutoCloseable {

    /** Starts working on whatever has no embedding yet. Returns at once; called again after each ingestion. */
    void wake();

    /** Progress over all documents of a tenant. */
    EmbeddingProgress progress(String tenant);

    /** Progress over some documents of a tenant. */
    EmbeddingProgress progress(String tenant, Collection<UUID> documentIds);

    /** Waits until the documents are embedded. False when the time ran out first or embedding failed. */
    boolean await(String tenant, Collection<UUID> documentIds, Duration atMost) throws InterruptedException;

    /** Embeds a query in the current model's query form (bge models want an instruction in front). */
    float[] embedQuery(String text);

    @Override void close();
}
