package palimpsest.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.LogEntry;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.tools.spi.ToolOutcome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventCodecTest {

    private static final UUID CONVERSATION = new UUID(1, 2);
    private static final UUID RUN = new UUID(3, 4);

    private final EventCodec codec = new EventCodec();
    private final JsonMapper json = JsonMapper.builder().build();

    @Provide
    Arbitrary<ConversationEvent> events() {
        return AnyEvent.arbitrary();
    }

    @Property(tries = 2000)
    void every_event_comes_back_as_it_was(@ForAll("events") ConversationEvent event) {
        RecordedEvent back = codec.decode(stored(codec.encode(RUN, event)));

        assertThat(back).isEqualTo(new RecordedEvent(CONVERSATION, 7, RUN, Instant.EPOCH, event));
        assertThat(codec.asRead(stored(codec.encode(RUN, event)), event)).isEqualTo(back);
    }

    @Example
    void results_of_tools_are_as_they_are_read_and_not_as_they_were_written() {
        var answered = new ToolAnswered(2, 1, "call_1", "tide", ToolOutcome.result("meters", 1.5f, "places", new String[] {"quay"}, "at", 7L), 3);
        LogEntry entry = stored(codec.encode(RUN, answered));

        assertThat(codec.asRead(entry, answered)).isEqualTo(codec.decode(entry)).isNotEqualTo(new RecordedEvent(CONVERSATION, 7, RUN, Instant.EPOCH, answered));
    }

    @Example
    void texts_and_numbers_are_not_read_back() {
        var said = new MessageEvent.UserSpoke("question");
        assertThat(codec.asRead(stored(codec.encode(RUN, said)), said).event()).isSameAs(said);
    }

    @Property(tries = 500)
    void the_payload_holds_the_components_of_the_record_and_nothing_else(@ForAll("events") ConversationEvent event) {
        JsonNode payload = json.readTree(codec.encode(RUN, event).payload());

        assertThat(payload.propertyNames())
                .containsExactlyElementsOf(Arrays.stream(event.getClass().getRecordComponents()).map(component -> component.getName()).toList());
    }

    @Property(tries = 500)
    void the_keys_of_a_result_keep_their_order(@ForAll("events") ConversationEvent event) {
        if (event instanceof ToolAnswered answered) {
            var back = (ToolAnswered) codec.decode(stored(codec.encode(RUN, event))).event();

            assertThat(PythonJson.write(back.result())).isEqualTo(PythonJson.write(answered.result()));
        }
    }

    @Example
    void the_keys_of_a_result_keep_an_order_that_no_sorting_gives() {
        var answered = new ToolAnswered(2, 1, "call_1", "readChunk", ToolOutcome.result("z", 1, "a", ToolOutcome.result("y", null, "b", 2.5), "m", List.of()), 3);

        var back = (ToolAnswered) codec.decode(stored(codec.encode(RUN, answered))).event();

        assertThat(PythonJson.write(back.result())).isEqualTo("{\"z\": 1, \"a\": {\"y\": null, \"b\": 2.5}, \"m\": []}");
    }

    @Example
    void each_kind_of_event_has_a_type_of_its_own() {
        var types = AnyEvent.types().stream().map(Class::getSimpleName).collect(Collectors.toSet());

        assertThat(types).hasSameSizeAs(AnyEvent.types());
    }

    @Example
    void an_unknown_type_says_where_it_stands_and_what_to_do() {
        var entry = new LogEntry(CONVERSATION, 12, RUN, "MindRead", "{}", Instant.EPOCH);

        assertThatThrownBy(() -> codec.decode(entry)).isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("Event 12", CONVERSATION.toString(), "MindRead", "newer version", "Start that version");
    }

    @Example
    void a_log_longer_than_a_page_is_read_to_its_end() {
        var log = new InMemoryEventLog();
        log.create("t", CONVERSATION);
        var conversations = new ConversationLog(log, codec, new EventFeed());
        List<ConversationEvent> events = new ArrayList<>();
        for (int i = 1; i <= 2000; i++) {
            events.add(new MessageEvent.UserSpoke("question " + i));
        }
        conversations.append("t", CONVERSATION, null, 0, events);

        assertThat(conversations.read("t", CONVERSATION, 0)).extracting(RecordedEvent::event).isEqualTo(events);
        assertThat(conversations.read("t", CONVERSATION, 1999)).extracting(RecordedEvent::seq).containsExactly(2000L);
        assertThat(conversations.read("t", CONVERSATION, 2000)).isEmpty();
    }

    private static LogEntry stored(EventLog.NewEntry entry) {
        return new LogEntry(CONVERSATION, 7, entry.runId(), entry.type(), entry.payload(), Instant.EPOCH);
    }
}
