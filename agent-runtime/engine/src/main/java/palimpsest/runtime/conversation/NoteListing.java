package palimpsest.runtime.conversation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.note.NoteStore;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.NoteEvent.LastingNotesListed;
import palimpsest.runtime.event.NoteEvent.NoteLine;

/** Tells a run which notes its agent and its user have, when that is not what the conversation was told last. */
public final class NoteListing implements RunOpening {

    private final NoteStore notes;

    public NoteListing(NoteStore notes) {
        this.notes = notes;
    }

    @Override
    public List<ConversationEvent> before(String tenant, UUID conversationId, ContextState state, ConversationStore.Answering answering) {
        if (notes.inTable() && !answering.noted() && state.lastingNoteSummaries().isEmpty()) {
            return List.of();
        }
        SequencedMap<String, String> now = new LinkedHashMap<>();
        notes.shared(tenant, conversationId).forEach(note -> now.put(note.address().toString(), note.summary()));
        return now.equals(state.lastingNoteSummaries()) ? List.of()
                : List.of(new LastingNotesListed(now.entrySet().stream().map(note -> new NoteLine(note.getKey(), note.getValue())).toList()));
    }
}
