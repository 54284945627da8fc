package palimpsest.runtime.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.ConversationStore.Answering;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.NoteEvent.LastingNotesListed;
import palimpsest.runtime.event.NoteEvent.NoteLine;
import palimpsest.tools.InMemoryNotes;

class NoteListingTest {

    private static final UUID CONVERSATION = new UUID(7, 1);

    /** The product's table knows of no notes. */
    private static final Answering ANSWERING = new Answering(new Agent(new UUID(7, 2), "t", "reader", null, null, null, null, Instant.EPOCH), true, false, false);

    @Test
    void notes_that_an_application_keeps_itself_are_listed_though_the_products_table_has_none() {
        var notes = new InMemoryNotes();
        notes.write(InMemoryNotes.USER, "tea", "drinks it green", "Anna drinks green tea.");

        assertThat(new NoteListing(notes).before("t", CONVERSATION, new ContextState(), ANSWERING))
                .containsExactly(new LastingNotesListed(List.of(new NoteLine("user/tea", "drinks it green"))));
    }
}
