package palimpsest.tools.spi;

import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.pack.procedure.ProcedureState;

/** What a tool may see of its conversation. */
public interface ToolContext {

    String tenant();

    /** Empty where tools run without a stored conversation: then there are no lasting notes. */
    default Optional<UUID> conversationId() {
        return Optional.empty();
    }

    /** The same when this very call is run again after a crash, and no other's; empty where nothing is run again. */
    default Optional<String> callKey() {
        return Optional.empty();
    }

    /** The conversation's documents, in the order in which they were added. */
    List<Document> documents();

    NoteBook notes();

    /** The version of a lasting note that the conversation has read in full or written, 0 when none. */
    default int knownVersion(String address) {
        return 0;
    }

    /** The index as last built, empty before. */
    Optional<Effect.IndexBuilt> index();

    ScanPosition scan();

    SequencedSet<String> searchedKeywords();

    /** {@code assistant} or {@code tool}, empty when no message has that id. */
    Optional<String> roleOf(int msgId);

    /** Measured when asked for: counts the tokens of the whole window. */
    Budget budget();

    /** Tokens over which no result could enter the window, even if all that may had left it. */
    default int mostTokens() {
        return budget().availableTokens();
    }

    /** Whether the text of the message has left the window or is about to, so that it could be brought back. */
    default boolean isPruned(int msgId) {
        return false;
    }

    /** Messages that have left the window and match the query, best first. */
    default List<Recalled> recall(String query, int limit) {
        return List.of();
    }

    /** What the user said in this conversation, oldest first. */
    default List<String> said() {
        return List.of();
    }

    /** A message of the user and its number in the conversation. */
    record Asked(long seq, String text) {}

    /** What the user said last; empty where nobody did. */
    default Optional<Asked> asked() {
        return Optional.empty();
    }

    /** Calls of these tools in the run in progress that gave no error. */
    default int answered(Set<String> tools) {
        return 0;
    }

    /** How far the hearing of this kind of court has come here, by the rules of that pack. */
    default ProcedureState procedure(String pack, String courtType) {
        return ProcedureState.START;
    }
}
