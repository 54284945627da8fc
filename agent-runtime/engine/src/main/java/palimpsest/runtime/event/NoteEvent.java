package palimpsest.runtime.event;

import java.util.List;

/** Notes of the conversation, and those of its agent and user. */
public sealed interface NoteEvent extends ConversationEvent {

    /** A note was written or replaced. */
    record NoteWritten(String key, String summary, String content) implements NoteEvent {}

    /** A note was taken out of the book. */
    record NoteDeleted(String key) implements NoteEvent {}

    /** The notes of the conversation's agent and user, as a run finds them; they replace what was known of their summaries. */
    record LastingNotesListed(List<NoteLine> notes) implements NoteEvent {}

    /** A note of the agent or the user was read in full. {@code key} has its scope before it: {@code agent/prices}. */
    record LastingNoteRead(String key, int version, String summary) implements NoteEvent {}

    /**
     * A note of the agent or the user got its next version; the note itself is written in the same transaction.
     *
     * @param owner   the agent's or the user's id
     * @param content null when the note was deleted
     * @param msgId   the message that wrote it
     */
    record LastingNoteWritten(String key, String owner, int version, String summary, String content, int msgId) implements NoteEvent {}

    record NoteLine(String key, String summary) {}
}
