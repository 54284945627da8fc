package palimpsest.memory.conversation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds conversations again by what their callers send. Scoped by tenant and agent. */
public interface CallerTurnStore {

    /** The newest turn of the key. */
    Optional<CallerTurn> find(String tenant, UUID agentId, CallerTurn.Kind kind, String key);

    /** All turns of the key, the newest first; those of deleted conversations, too. */
    List<CallerTurn> all(String tenant, UUID agentId, CallerTurn.Kind kind, String key);

    /**
     * Adds a turn of the next generation; joins the transaction in progress.
     *
     * @param generation one more than that of the turn that was found, 1 when none was
     * @return false when someone else added it first
     */
    boolean add(String tenant, UUID agentId, CallerTurn.Kind kind, String key, int generation, UUID conversationId, UUID runId, long seq);
}
