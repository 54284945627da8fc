package palimpsest.tools.note;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.NoteAddress;
import palimpsest.memory.note.NoteOwner;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.note.NoteVersion;
import palimpsest.memory.note.structured.StructuredNotes;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolContext;

/**
 * The conversation's notes, and under keys such as {@code agent/prices} and {@code user/likes} those of its agent and its user. What a gate drops is no note that lasts;
 * structured notes are kept whatever they hold.
 */
public final class LastingNoteRepository implements NoteRepository {

    private final ConversationNoteRepository own = new ConversationNoteRepository();
    private final NoteStore notes;
    private final MemoryGate gate;

    /** @param gate judges what an agent would keep over conversations, as something that it says without anything before it */
    public LastingNoteRepository(NoteStore notes, MemoryGate gate) {
        this.notes = notes;
        this.gate = gate;
    }

    @Override
    public Optional<Found> find(ToolContext context, String key) {
        return NoteAddress.parse(key).map(address -> lasting(context, address)).orElseGet(() -> own.find(context, key));
    }

    private Optional<Found> lasting(ToolContext context, NoteAddress address) {
        return latest(context, address).filter(version -> !version.deleted())
                .map(version -> new Found(new Note(address.toString(), version.summary(), version.content()), version.owner().id(), version.version()));
    }

    @Override
    public List<String> keys(ToolContext context) {
        return Stream.concat(own.keys(context).stream(),
                owners(context).stream().flatMap(owner -> notes.notes(context.tenant(), owner).stream()).map(note -> note.address().toString())).toList();
    }

    @Override
    public Effect write(ToolContext context, Note note) {
        return NoteAddress.parse(note.key()).map(address -> {
            worthKeeping(note);
            return next(context, address, note.summary(), note.content());
        }).orElseGet(() -> own.write(context, note));
    }

    @Override
    public Effect change(Found found, Note note) {
        if (found.owner() != null) {
            worthKeeping(note);
        }
        return NoteRepository.super.change(found, note);
    }

    private void worthKeeping(Note note) {
        if (StructuredNotes.parse(note.content()).isPresent()) {
            return;
        }
        MemoryGate.Verdict verdict = gate.judge(new Interaction(new Turn(Turn.ASSISTANT, null, said(note)), null, new Dialogue()));
        if (verdict.outcome() == MemoryGate.Outcome.DROP) {
            throw new InvalidArgument("Note '" + note.key() + "' is not kept over conversations, as it tells nothing to remember (" + verdict.reason()
                    + "). Write what it is about, or use a key without agent/ or user/ to keep it in this conversation.");
        }
    }

    /** With the summary, where the model gave one. */
    private static String said(Note note) {
        String summary = note.summary() == null || note.summary().equals(WriteNote.NO_SUMMARY) || note.content().contains(note.summary()) ? "" : note.summary();
        return summary.isBlank() ? note.content() : summary + "\n" + note.content();
    }

    @Override
    public Effect delete(ToolContext context, String key) {
        return NoteAddress.parse(key).map(address -> next(context, address, null, null)).orElseGet(() -> own.delete(context, key));
    }

    private Effect next(ToolContext context, NoteAddress address, String summary, String content) {
        Optional<NoteVersion> latest = latest(context, address);
        int version = latest.map(NoteVersion::version).orElse(0);
        boolean exists = latest.isPresent() && !latest.get().deleted();
        if (exists && context.knownVersion(address.toString()) != version) {
            throw new InvalidArgument("Note '" + address + "' exists and was written by someone else since this conversation read it. "
                    + "Read it with readNote, then write what holds of both.");
        }
        return new Effect.LastingNoteWritten(address.toString(), owner(context, address).id(), version + 1, summary, content);
    }

    private Optional<NoteVersion> latest(ToolContext context, NoteAddress address) {
        return notes.latest(context.tenant(), owner(context, address), address.key());
    }

    private NoteOwner owner(ToolContext context, NoteAddress address) {
        return owners(context).stream().filter(owner -> owner.scope() == address.scope()).findFirst()
                .orElseThrow(() -> new InvalidArgument("There are no notes of " + address.scope().label() + " here. Use a key without a scope."));
    }

    private List<NoteOwner> owners(ToolContext context) {
        return context.conversationId().map(id -> notes.owners(context.tenant(), id)).orElse(List.of());
    }

    @Override
    public String hint() {
        return " Notes end with the conversation, except those whose key begins with agent/ (kept for all your conversations) or user/ "
                + "(kept for this user): put there what will be useful again.";
    }
}
