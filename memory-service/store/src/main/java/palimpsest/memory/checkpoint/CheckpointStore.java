package palimpsest.memory.checkpoint;

import java.util.Optional;
import java.util.UUID;

/** Checkpoints, one a conversation. */
public interface CheckpointStore {

    /** The state after the first {@code seq} events, as text that only its writer understands. */
    record Checkpoint(long seq, String state) {}

    /** The checkpoint of exactly that version; empty when there is none, or its event is no longer in the log. */
    Optional<Checkpoint> find(String tenant, UUID conversationId, String version);

    /** Takes the place of an older one, or of one of another version; no effect when a newer one of this version stands there. */
    void save(String tenant, UUID conversationId, String version, Checkpoint checkpoint);

    /** Keeps nothing. */
    static CheckpointStore none() {
        return new CheckpointStore() {
            @Override
            public Optional<Checkpoint> find(String tenant, UUID conversationId, String version) {
                return Optional.empty();
            }

            @Override
            public void save(String tenant, UUID conversationId, String version, Checkpoint checkpoint) {
                // Nothing is kept.
            }
        };
    }
}
