package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.NoteBook;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.DocumentEvent;
import palimpsest.runtime.event.MemoryEvent;
import palimpsest.runtime.event.NoteEvent;
import palimpsest.runtime.event.VerificationEvent;
import palimpsest.tools.spi.Effect;

/** Turns what a tool changes into the events that say so. */
final class EffectEvents {

    private EffectEvents() {}

    /** The notes once the effects have taken effect. */
    static NoteBook notes(NoteBook before, List<Effect> effects) {
        NoteBook notes = before;
        for (Effect effect : effects) {
            notes = switch (effect) {
                case Effect.NoteWritten note -> notes.with(new Note(note.key(), note.summary(), note.content()));
                case Effect.NoteDeleted note -> notes.without(note.key());
                case Effect.LastingNoteWritten note -> note.content() == null ? notes.without(note.address())
                        : notes.with(new Note(note.address(), note.summary(), ""));
                case Effect.LastingNoteRead note -> notes.with(new Note(note.address(), note.summary(), ""));
                default -> notes;
            };
        }
        return notes;
    }

    /**
     * @param msgId    the message whose call has the effects
     * @param pruned   makes the event of a prune: it needs role and tokens, which only the window knows; empty when already pruned
     * @param restored makes the event that brings a message back
     */
    static List<ConversationEvent> of(List<Effect> effects, int msgId, IntFunction<Optional<ConversationEvent>> pruned,
                                      IntFunction<Optional<? extends ConversationEvent>> restored) {
        List<ConversationEvent> events = new ArrayList<>();
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.NoteWritten note -> events.add(new NoteEvent.NoteWritten(note.key(), note.summary(), note.content()));
                case Effect.NoteDeleted note -> events.add(new NoteEvent.NoteDeleted(note.key()));
                case Effect.LastingNoteWritten note -> events.add(new NoteEvent.LastingNoteWritten(note.address(), note.owner(), note.version(),
                        note.summary(), note.content(), msgId));
                case Effect.LastingNoteRead note -> events.add(new NoteEvent.LastingNoteRead(note.address(), note.version(), note.summary()));
                case Effect.IndexBuilt built -> events.add(new DocumentEvent.IndexBuilt(built.chunkSize(), built.overlap(), built.documentIds()));
                case Effect.ScanMoved moved -> events.add(new DocumentEvent.ScanMoved(moved.scanMode(), moved.lastChunk()));
                case Effect.TextRead read -> events.add(new DocumentEvent.TextRead(read.documentId(), read.chunkId(), read.start(), read.end(), read.tokens()));
                case Effect.Searched searched -> events.add(new DocumentEvent.Searched(searched.keywords()));
                case Effect.MemoryRecalled recalled -> events.add(new MemoryEvent.MemoryRecalled(recalled.query(), recalled.items(), "agent", msgId + 1, 0, null));
                case Effect.ProcedureActed acted -> events.add(new VerificationEvent.ProcedureActed(acted.pack(), acted.courtType(), acted.stage(), acted.act(),
                        acted.role(), acted.violations()));
                case Effect.MessagePruned prune -> pruned.apply(prune.msgId()).ifPresent(events::add);
                case Effect.MessageRestored restore -> restored.apply(restore.msgId()).ifPresent(events::add);
                case Effect.Finished ignored -> { }
            }
        }
        return events;
    }
}
