package palimpsest.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;
import palimpsest.runtime.context.AnyHistory;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.History;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.InMemoryEventLog;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.model.wire.WireMessages;
import palimpsest.tools.spi.ToolOutcome;

/** Stored histories of which events were lost or doubled are mended when they are opened. */
class BrokenHistoryTest {

    private static final String TENANT = "test";
    private static final UUID CONVERSATION = new UUID(0, 1);
    private static final UUID RUN = new UUID(2, 1);

    private InMemoryEventLog log;
    private ConversationLog conversations;
    private ConversationStates states;

    @BeforeTry
    void empty() {
        log = new InMemoryEventLog();
        log.create(TENANT, CONVERSATION);
        conversations = new ConversationLog(log, new EventCodec(), new EventFeed());
        states = ConversationStates.withoutCheckpoints(conversations);
    }

    @Provide
    Arbitrary<History> histories() {
        return AnyHistory.whole();
    }

    @Property(tries = 60)
    void a_sound_history_is_opened_as_it_is_wherever_it_stops(@ForAll("histories") History history, @ForAll Random random) {
        history.events().subList(0, random.nextInt(history.events().size() + 1)).forEach(event -> append(event.runId(), event.event()));
        long before = log.lastSeq(TENANT, CONVERSATION);
        states.open(TENANT, CONVERSATION);
        assertThat(log.lastSeq(TENANT, CONVERSATION)).isEqualTo(before);
    }

    @Property(tries = 120)
    void a_broken_history_is_mended_once_and_sends_a_valid_request(@ForAll("histories") History history, @ForAll Random random) {
        for (RecordedEvent event : history.events()) {
            // One in eight is lost, one in eight doubled.
            int fate = random.nextInt(8);
            for (int times = fate == 0 ? 0 : fate == 1 ? 2 : 1; times > 0; times--) {
                append(event.runId(), event.event());
            }
        }
        List<RecordedEvent> stored = events();

        ContextState state = states.open(TENANT, CONVERSATION);

        History.assertPaired(request(history, state));
        assertThat(events().subList(0, stored.size())).as("the log keeps all of it").isEqualTo(stored);
        List<ConversationEvent> added = events().subList(stored.size(), events().size()).stream().map(RecordedEvent::event).toList();
        if (!added.isEmpty()) {
            assertThat(((EventsSetAside) added.getFirst()).seqs()).hasSameSizeAs(added.subList(1, added.size()));
            assertThat(added.subList(1, added.size())).allMatch(HistoryRepaired.class::isInstance);
        }
        assertThat(stored.stream().map(RecordedEvent::event).mapToInt(BrokenHistoryTest::msgId)).as("no number is given twice").allMatch(id -> id < state.nextMsgId());
        assertThat(request(history, states.open(TENANT, CONVERSATION))).as("mended once").isEqualTo(request(history, state));
        assertThat(events()).hasSize(stored.size() + added.size());
    }

    private static int msgId(ConversationEvent event) {
        return event instanceof AssistantSpoke said ? said.msgId() : event instanceof ToolAnswered answer ? answer.msgId() : 0;
    }

    private List<Map<String, Object>> request(History history, ContextState state) {
        return WireMessages.toWire(new WindowProjection().project(history.terms(), state).stream().map(ProjectedMessage::message).toList());
    }

    @Example
    void a_lost_result_in_the_middle_takes_its_exchange_out_of_the_window_and_says_so() {
        append(RUN, new UserSpoke("Why?"));
        append(RUN, new RunStarted(History.terms(2000, false)));
        append(RUN, new AssistantSpoke(1, null, List.of(new Call("a", "readChunk", "{}")), null, null));
        // The result of message 2 was lost.
        append(RUN, new AssistantSpoke(3, null, List.of(new Call("b", "readChunk", "{}")), null, null));
        append(RUN, new ToolAnswered(4, 3, "b", "readChunk", ToolOutcome.result("content", "text"), 1));

        ContextState state = states.open(TENANT, CONVERSATION);

        assertThat(state.message(1)).isEmpty();
        assertThat(state.message(4)).isPresent();
        assertThat(state.nextMsgId()).isEqualTo(5);
        assertThat(state.running()).as("its run goes on").isTrue();
        assertThat(events().get(5).event()).isEqualTo(new EventsSetAside(List.of(3L), 4));
        assertThat(events().get(6).event()).isInstanceOfSatisfying(HistoryRepaired.class, repair -> {
            assertThat(repair.by()).isEqualTo("runtime");
            assertThat(repair.what()).isEqualTo("orphaned-call");
            assertThat(repair.before()).contains("readChunk");
        });
    }

    @Example
    void a_history_that_lost_the_beginning_of_its_run_can_be_opened_and_asked_again() {
        append(RUN, new UserSpoke("Why?"));
        append(RUN, new AssistantSpoke(1, "So.", List.of(), null, null));

        assertThat(states.open(TENANT, CONVERSATION).running()).isFalse();
        append(RUN, new UserSpoke("And now?"));
        append(RUN, new RunStarted(History.terms(2000, false)));
        assertThat(states.open(TENANT, CONVERSATION).said()).containsExactly("Why?", "And now?");
    }

    private void append(UUID run, ConversationEvent event) {
        conversations.append(TENANT, CONVERSATION, run, log.lastSeq(TENANT, CONVERSATION), new ArrayList<>(List.of(event)));
    }

    private List<RecordedEvent> events() {
        return conversations.read(TENANT, CONVERSATION, 0);
    }
}
