package palimpsest.tools.spi;

import java.util.List;
import java.util.UUID;
import palimpsest.memory.longterm.MemoryItem;

/** A change that a tool makes in its conversation. */
public sealed interface Effect {

    /** A note was written or replaced. */
    record NoteWritten(String key, String summary, String content) implements Effect {}

    /** A note was removed from the book; its text stays in the history. */
    record NoteDeleted(String key) implements Effect {}

    /**
     * A note of the conversation's agent or user got its next version.
     *
     * @param address as the conversation names it, such as {@code agent/prices}
     * @param owner   the agent's or the user's id
     * @param version of the note once written
     * @param content null when the note was deleted
     */
    record LastingNoteWritten(String address, String owner, int version, String summary, String content) implements Effect {}

    /** A note of the conversation's agent or user was read in full, at this version. */
    record LastingNoteRead(String address, int version, String summary) implements Effect {}

    /** From the next request on the message is sent as a stub. */
    record MessagePruned(int msgId, String summary) implements Effect {
        public MessagePruned(int msgId) {
            this(msgId, null);
        }
    }

    /** From the next request on the message stands in the window as it first did. */
    record MessageRestored(int msgId) implements Effect {}

    /** Chunks were laid over the documents: ids count through them in this order. */
    record IndexBuilt(int chunkSize, int overlap, List<UUID> documentIds) implements Effect {
        public IndexBuilt {
            documentIds = List.copyOf(documentIds);
        }
    }

    /** Scan mode was switched, or the last chunk read moved; -1 before the first. */
    record ScanMoved(boolean scanMode, int lastChunk) implements Effect {}

    /**
     * Text entered the window.
     *
     * @param chunkId null when a document was loaded whole
     * @param start   first code point
     * @param end     one past the last
     * @param tokens  of the text
     */
    record TextRead(UUID documentId, Integer chunkId, int start, int end, int tokens) implements Effect {}

    /** Keywords were searched. */
    record Searched(List<String> keywords) implements Effect {
        public Searched {
            keywords = List.copyOf(keywords);
        }
    }

    /**
     * Somebody acted in a hearing.
     *
     * @param pack       whose rules hold
     * @param violations in words; none when the rules allow it
     */
    record ProcedureActed(String pack, String courtType, String stage, String act, String role, List<String> violations) implements Effect {
        public ProcedureActed {
            violations = List.copyOf(violations);
        }
    }

    /** Memories of the user entered the window. */
    record MemoryRecalled(String query, List<MemoryItem> items) implements Effect {
        public MemoryRecalled {
            items = List.copyOf(items);
        }
    }

    /** The run ends with this answer. */
    record Finished(String answer) implements Effect {}
}
