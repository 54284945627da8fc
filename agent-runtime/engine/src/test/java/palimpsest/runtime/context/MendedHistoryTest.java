package palimpsest.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent;
import palimpsest.runtime.history.CrashRepair;
import palimpsest.runtime.history.EventRepair;
import palimpsest.runtime.history.HistoryEntry;
import palimpsest.runtime.history.HistorySweep;
import palimpsest.runtime.history.Repair;
import palimpsest.runtime.model.wire.WireMessages;

/** Histories that were cut, shuffled or thinned out. */
class MendedHistoryTest {

    private static final ConversationStore.Answering ANSWERING = new ConversationStore.Answering(
            new Agent(UUID.randomUUID(), "tenant", "default", null, null, null, null, Instant.EPOCH), true, false, false);

    private static List<HistoryEntry> entries(List<RecordedEvent> events) {
        return events.stream().map(event -> new HistoryEntry(event.seq(), event.runId(), event.at(), event.event())).toList();
    }

    private static ContextState fold(List<HistoryEntry> entries) {
        List<RecordedEvent> numbered = new ArrayList<>();
        entries.forEach(entry -> numbered.add(new RecordedEvent(History.CONVERSATION,
                Math.max(entry.seq(), numbered.isEmpty() ? 1 : numbered.getLast().seq() + 1), entry.runId(), entry.at(), entry.event())));
        return ContextState.fold(numbered);
    }

    private static List<Map<String, Object>> request(History history, ContextState state) {
        return WireMessages.toWire(new WindowProjection().project(history.terms(), state).stream().map(ProjectedMessage::message).toList());
    }

    @Property(tries = 200)
    void a_whole_history_stays_as_it_is_but_ends_its_last_run(@ForAll("histories") History history) {
        EventRepair.Mended mended = EventRepair.mend(entries(history.events()));
        assertThat(mended.entries().subList(0, history.events().size())).isEqualTo(entries(history.events()));
        assertThat(mended.repairs()).hasSize(history.state().running() ? 1 : 0);
        assertThat(request(history, fold(mended.entries()))).isEqualTo(request(history, history.state()));
    }

    @Property(tries = 500)
    void a_history_with_events_lost_doubled_and_moved_folds_and_sends_a_valid_request(@ForAll("histories") History history, @ForAll Random random) {
        List<HistoryEntry> broken = new ArrayList<>();
        for (HistoryEntry entry : entries(history.events())) {
            int fate = random.nextInt(8);
            if (fate > 0) {
                broken.add(fate == 1 ? random.nextInt(broken.size() + 1) : broken.size(), entry);
            }
            if (fate == 2) {
                broken.add(entry);
            }
        }
        EventRepair.Mended mended = EventRepair.mend(broken);
        ContextState state = fold(mended.entries());
        assertThat(state.running()).isFalse();
        assertThat(History.assertPaired(request(history, state))).isEmpty();
        assertThat(EventRepair.mend(mended.entries())).isEqualTo(new EventRepair.Mended(mended.entries(), List.of()));
    }

    @Property(tries = 200)
    void what_compaction_removes_changes_nothing_that_a_conversation_is(@ForAll("histories") History history) {
        Set<UUID> ended = history.events().stream().filter(event -> event.event() instanceof RunEvent.RunFinished || event.event() instanceof RunEvent.RunFailed)
                .map(RecordedEvent::runId).collect(Collectors.toSet());
        List<RecordedEvent> compacted = history.events().stream()
                .filter(event -> !(ended.contains(event.runId()) && HistorySweep.MEASUREMENTS.contains(event.event().getClass().getSimpleName()))).toList();
        ContextState state = ContextState.fold(compacted);
        ContextState whole = history.state();
        assertThat(request(history, state)).isEqualTo(request(history, whole));
        assertThat(state.messages()).isEqualTo(whole.messages());
        assertThat(state.notes()).isEqualTo(whole.notes());
        assertThat(state.documents()).isEqualTo(whole.documents());
        assertThat(state.textRead()).isEqualTo(whole.textRead());
        assertThat(state.index()).isEqualTo(whole.index());
        assertThat(state.scan()).isEqualTo(whole.scan());
        assertThat(state.pendingCalls()).isEqualTo(whole.pendingCalls());
        assertThat(state.nextMsgId()).isEqualTo(whole.nextMsgId());
        assertThat(state.running()).isEqualTo(whole.running());
        if (whole.running()) {
            assertThat(state.run().orElseThrow().totalRequestTokens()).isEqualTo(whole.run().orElseThrow().totalRequestTokens());
        }
    }

    @Example
    void a_run_that_was_tried_again_keeps_its_numbers_so_that_the_rewind_means_the_same() {
        var history = new History(History.terms(2000, false)).ask("Why?").call("readChunk", "{}").answerAll().call("readChunk", "{}").answerAll();
        List<RecordedEvent> events = new ArrayList<>(history.events());
        long secondStep = events.stream().filter(event -> event.event() instanceof RunEvent.StepStarted step && step.step() == 2).findFirst().orElseThrow().seq();
        UUID run = events.getLast().runId();
        events.add(new RecordedEvent(History.CONVERSATION, events.size() + 1, run, Instant.EPOCH, new RunEvent.RunRewound(2, secondStep - 1, 4)));
        events.add(new RecordedEvent(History.CONVERSATION, events.size() + 1, run, Instant.EPOCH, new MessageEvent.AssistantSpoke(5, "So.", List.of(), null, null)));
        EventRepair.Mended mended = EventRepair.mend(entries(events));
        assertThat(mended.entries().subList(0, events.size())).isEqualTo(entries(events));
        assertThat(request(history, fold(mended.entries()))).isEqualTo(request(history, ContextState.fold(events))).hasSize(5);

        List<HistoryEntry> broken = new ArrayList<>(entries(events));
        broken.remove(4);
        EventRepair.Mended repaired = EventRepair.mend(broken);
        assertThat(History.assertPaired(request(history, fold(repaired.entries())))).isEmpty();
        assertThat(repaired.repairs()).extracting(Repair::what).contains("orphaned-window-change", "rewound-event");
        assertThat(EventRepair.mend(repaired.entries())).isEqualTo(new EventRepair.Mended(repaired.entries(), List.of()));
    }

    @Example
    void calls_that_a_fault_left_open_are_answered_before_the_next_question() {
        var history = new History(History.terms(2000, false)).ask("Why?").call("readChunk", "{}");
        history.add(new RunEvent.RunFailed("internal", "Something went wrong", "detail", true));
        List<ConversationEvent> before = new CrashRepair(new WhitespaceTokenizer()).before("tenant", History.CONVERSATION, history.state(), ANSWERING);
        before.forEach(history::add);
        assertThat(before).extracting(event -> event.getClass().getSimpleName()).containsExactly("ToolAnswered", "HistoryRepaired");
        assertThat(History.assertPaired(request(history, history.ask("And now?").state()))).isEmpty();
        assertThat(new CrashRepair(new WhitespaceTokenizer()).before("tenant", History.CONVERSATION, history.state(), ANSWERING)).isEmpty();
    }

    @Provide
    Arbitrary<History> histories() {
        return AnyHistory.whole();
    }
}
