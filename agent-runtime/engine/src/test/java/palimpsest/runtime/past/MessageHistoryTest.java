package palimpsest.runtime.past;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import palimpsest.runtime.context.AnyHistory;
import palimpsest.runtime.context.History;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.InMemoryEventLog;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.WindowEvent.OriginalMessage;

class MessageHistoryTest {

    @Provide
    Arbitrary<History> histories() {
        return AnyHistory.whole();
    }

    @Property(tries = 100)
    void every_message_is_found_by_its_id_and_comes_with_its_exchange(@ForAll("histories") History history) {
        var log = new InMemoryEventLog();
        UUID conversation = new UUID(0, 1);
        log.create("t", conversation);
        var conversations = new ConversationLog(log, new EventCodec(), new EventFeed());
        List<ConversationEvent> events = new ArrayList<>(history.events().stream().map(RecordedEvent::event).toList());
        conversations.append("t", conversation, null, 0, events);
        var messages = new MessageHistory(conversations);

        List<OriginalMessage> originals = history.originals();
        for (OriginalMessage original : originals) {
            int id = MessageHistory.idOf(original);
            assertThat(messages.find("t", conversation, id)).contains(original);
            int caller = original.said() != null ? id : original.answered().invokingMsgId();
            assertThat(messages.exchange("t", conversation, id)).isEqualTo(originals.stream().filter(other -> MessageHistory.idOf(other) == caller
                    || other.answered() != null && other.answered().invokingMsgId() == caller).toList());
        }
        assertThat(messages.find("t", conversation, originals.size() + 1)).isEmpty();
        assertThat(messages.find("t", conversation, 0)).isEmpty();
    }
}
