package palimpsest.memory.conversation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Conversations as retention looks at them. */
public interface RetentionStore {

    /**
     * A conversation without a run in progress.
     *
     * @param lastSeq   its last event, 0 without any
     * @param updatedAt time of that event, or of its creation
     */
    record Idle(String tenant, UUID id, String agent, long lastSeq, Instant updatedAt) {}

    /** All of them over all tenants that are not marked deleted. */
    List<Idle> idle();

    /** Marks it deleted unless something happened since it was looked at. */
    boolean delete(Idle conversation);
}
