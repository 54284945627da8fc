package palimpsest.runtime.event;

import palimpsest.memory.log.LogEntry;
import palimpsest.memory.log.LogProjection;
import palimpsest.memory.longterm.ConversationCursor;
import palimpsest.memory.note.NoteAddress;
import palimpsest.memory.note.NoteForgottenException;
import palimpsest.memory.note.NoteOwner;
import palimpsest.memory.note.NoteScope;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.note.NoteVersion.Origin;
import palimpsest.runtime.event.NoteEvent.LastingNoteWritten;

/**
 * Writes a lasting note with the event that says so: both or neither, and once, whenever the process dies. An append whose
 * note was changed by someone else meanwhile is refused with {@link palimpsest.memory.note.NoteChangedException}, one of a user
 * whose run was asked what is forgotten by now with {@link NoteForgottenException}.
 */
public final class LastingNoteProjection implements LogProjection {

    private final NoteStore notes;
    private final ConversationCursor memory;
    private final EventCodec codec;

    public LastingNoteProjection(NoteStore notes, ConversationCursor memory, EventCodec codec) {
        this.notes = notes;
        this.memory = memory;
        this.codec = codec;
    }

    @Override
    public boolean concerns(String type) {
        return type.equals(LastingNoteWritten.class.getSimpleName());
    }

    @Override
    public void appended(String tenant, LogEntry entry) {
        if (concerns(entry.type()) && codec.decode(entry).event() instanceof LastingNoteWritten note) {
            NoteAddress address = NoteAddress.parse(note.key()).orElseThrow();
            if (address.scope() == NoteScope.USER && entry.runId() != null && memory.isForgotten(tenant, note.owner(), entry.conversationId(), entry.runId())) {
                throw new NoteForgottenException(address);
            }
            notes.append(tenant, new NoteOwner(address.scope(), note.owner()), address.key(), note.version() - 1, note.summary(), note.content(),
                    new Origin("agent", entry.conversationId(), entry.seq(), note.msgId(), entry.runId()));
        }
    }
}
