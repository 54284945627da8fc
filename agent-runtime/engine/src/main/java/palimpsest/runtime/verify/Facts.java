package palimpsest.runtime.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Supplier;
import palimpsest.memory.document.Document;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.pack.procedure.Hearing;
import palimpsest.runtime.answer.ReadSpan;

/** What is known of the conversation when something is checked. Read only; safe for another thread than the run's. */
public interface Facts {

    String tenant();

    UUID conversationId();

    /** What the user asked last, as it was asked. */
    String question();

    /** Whether a language model answers. */
    default boolean languageModel() {
        return true;
    }

    /** Name of the model that answers; null where it is not known. */
    default String model() {
        return null;
    }

    /** What the user said in this conversation, oldest first, the question included. */
    List<String> said();

    /** The conversation's own notes, before the subject's. */
    NoteBook notes();

    /** The documents that are attached, in order. */
    List<Document> documents();

    /** The text of a document at {@code [start, end)} in code points, clipped to the document; empty when it is unknown or deleted. */
    Optional<String> text(UUID documentId, int start, int end);

    /** Stretches of these documents that may hold a quote, the likeliest first, found by an index: none of them need have been read. */
    List<ReadSpan> holding(String quote, List<Document> documents);

    /** What is made once and used by all checks of a run while it is worked on here, such as texts taken apart. Safe for several threads. */
    default <T> T once(Class<T> kind, Supplier<T> made) {
        return made.get();
    }

    /** What was read so far, what was read last first; what the subject itself brings in does not stand here. */
    List<ReadSpan> read();

    /** The chunk of the reading index as last built; empty when there is none of that id. */
    Optional<ReadSpan> chunk(int chunkId);

    /** Where the chunk of the reading index as last built stands; empty when there is none of that id. */
    default Optional<Place> chunkPlace(int chunkId) {
        return chunk(chunkId).map(chunk -> new Place(chunk.documentId(), chunk.start(), chunk.end()));
    }

    /** The calls with a result among the conversation's last 5,000 events, oldest first, read from the log: also those that left the window. */
    List<PastCall> calls();

    /** What tools told of a pack, which is no document: {@code documentId} is null, {@code document} the tool with what it was asked. */
    default List<ReadSpan> told() {
        return List.of();
    }

    /** The hearings that were begun in the conversation. */
    default List<Hearing> hearings() {
        return List.of();
    }

    /**
     * A call that was answered.
     *
     * @param arguments empty when they were not one JSON object
     * @param error     whether the tool refused or failed
     */
    record PastCall(int msgId, String tool, Map<String, Object> arguments, SequencedMap<String, Object> result, boolean error) {}
}
