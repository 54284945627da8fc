package palimpsest.runtime.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.LogEntry;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.InMemoryEventLog;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunRewound;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.model.wire.MessageEnding;

class CallerRepliesTest {

    private static final String TENANT = "test";
    private static final UUID CONVERSATION = new UUID(1, 1);
    private static final UUID RUN = new UUID(-2, 3);
    private static final Turn TURN = new Turn(CONVERSATION, new CallerReply.Id(RUN, 0));

    private final List<RecordedEvent> events = new ArrayList<>();

    @Test
    void a_reply_is_what_the_run_says_with_what_it_used() {
        add(RUN, new ModelAnswered("m", 100, 40, 10, 0, 6));
        add(new UUID(9, 9), finished("another run's"));
        assertThat(CallerReplies.reply(TURN, events)).isEmpty();
        add(RUN, new ModelAnswered("m", 200, 0, 20, 0));
        add(RUN, finished("Done."));
        CallerReply reply = CallerReplies.reply(TURN, events).orElseThrow();
        assertThat(reply.outcome()).isEqualTo(new CallerReply.Answered("Done.", "finish"));
        assertThat(reply.usage()).isEqualTo(new CallerReply.Usage(300, 40, 30, 6));
        assertThat(reply.seq()).isEqualTo(4);
    }

    @Test
    void a_call_of_the_callers_function_ends_a_reply_and_one_that_waits_for_a_person_does_not() {
        add(RUN, new AssistantSpoke(1, "Let me see.", List.of(new Call("c1", "send", "{}")), null, null));
        add(RUN, new ApprovalRequested("c1", "send", "{}", "approval", Instant.EPOCH));
        assertThat(CallerReplies.reply(TURN, events)).isEmpty();
        var other = new Call("c3", "add", "{\"a\":2}");
        add(RUN, new ApprovalRequested("c2", "add", "{\"a\":1}", ApprovalRequested.CALLER, Instant.EPOCH, List.of(other)));
        assertThat(CallerReplies.reply(TURN, events).orElseThrow().outcome())
                .isEqualTo(new CallerReply.Called("Let me see.", List.of(new Call("c2", "add", "{\"a\":1}"), other)));
    }

    @Test
    void a_message_that_ended_early_is_a_reply_that_says_so() {
        add(RUN, new AssistantSpoke(1, "It rains in ", List.of(), null, null, MessageEnding.LENGTH));
        add(RUN, new AssistantSpoke(2, "Berlin and", List.of(), null, null, MessageEnding.LENGTH));
        add(RUN, new RunFailed("output-limit", "t", "d", false));
        assertThat(CallerReplies.reply(TURN, events).orElseThrow().outcome()).isEqualTo(new CallerReply.Answered("It rains in Berlin and", "output-limit"));
        events.clear();
        add(RUN, new AssistantSpoke(1, "I can't.", List.of(), null, null, MessageEnding.REFUSAL));
        add(RUN, new RunFailed("refusal", "t", "d", false));
        assertThat(CallerReplies.reply(TURN, events).orElseThrow().outcome())
                .isInstanceOfSatisfying(CallerReply.Answered.class, answered -> assertThat(answered.refused()).isTrue());
    }

    @Test
    void a_failure_that_was_taken_back_is_no_reply() {
        add(RUN, new RunFailed("model-unavailable", "t", "d", true));
        assertThat(CallerReplies.reply(TURN, events).orElseThrow().outcome()).isInstanceOf(CallerReply.Failed.class);
        add(RUN, new RunRewound(1, 0, 0));
        assertThat(CallerReplies.reply(TURN, events)).isEmpty();
        add(RUN, finished("Now."));
        assertThat(CallerReplies.reply(TURN, events).orElseThrow().outcome()).isEqualTo(new CallerReply.Answered("Now.", "finish"));
    }

    @Test
    void who_waits_reads_each_event_once() throws InterruptedException {
        var log = new Growing(List.of(new ModelAnswered("m", 100, 0, 10, 0)), List.of(new ModelAnswered("m", 200, 0, 20, 0)), List.of(finished("Done.")));

        CallerReply reply = new CallerReplies(log.conversations).await(TENANT, TURN, () -> { });

        assertThat(reply.outcome()).isEqualTo(new CallerReply.Answered("Done.", "finish"));
        assertThat(reply.usage()).isEqualTo(new CallerReply.Usage(300, 0, 30, 0));
        assertThat(log.handedOut).isEqualTo(3);
    }

    @Test
    void who_waits_while_a_run_is_taken_back_counts_only_what_stands() throws InterruptedException {
        var log = new Growing(List.of(new ModelAnswered("m", 100, 0, 10, 0)), List.of(new RunRewound(1, 0, 0)), List.of(new ModelAnswered("m", 7, 0, 1, 0), finished("Now.")));

        CallerReply reply = new CallerReplies(log.conversations).await(TENANT, TURN, () -> { });

        assertThat(reply.usage()).isEqualTo(new CallerReply.Usage(7, 0, 1, 0));
    }

    /** A log to which a running run appends whenever somebody looks. */
    private static final class Growing implements EventLog {

        private final InMemoryEventLog log = new InMemoryEventLog();
        private final ConversationLog conversations = new ConversationLog(this, new EventCodec(), new EventFeed());
        private final Deque<List<ConversationEvent>> coming;
        private int handedOut;

        @SafeVarargs
        Growing(List<ConversationEvent>... coming) {
            this.coming = new ArrayDeque<>(List.of(coming));
            log.create(TENANT, CONVERSATION);
        }

        @Override
        public List<LogEntry> read(String tenant, UUID conversationId, long afterSeq, int limit) {
            if (!coming.isEmpty()) {
                conversations.append(tenant, conversationId, RUN, log.lastSeq(tenant, conversationId), coming.poll());
            }
            List<LogEntry> entries = log.read(tenant, conversationId, afterSeq, limit);
            handedOut += entries.size();
            return entries;
        }

        @Override
        public List<LogEntry> append(String tenant, UUID conversationId, long expectedLastSeq, List<NewEntry> entries, Runnable alongside) {
            return log.append(tenant, conversationId, expectedLastSeq, entries, alongside);
        }

        @Override
        public void copy(String tenant, UUID from, UUID to, long throughSeq, UUID runId, UUID newRunId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<LogEntry> read(String tenant, UUID conversationId, Collection<String> types, long afterSeq, int limit) {
            return log.read(tenant, conversationId, types, afterSeq, limit);
        }

        @Override
        public long lastSeq(String tenant, UUID conversationId) {
            return log.lastSeq(tenant, conversationId);
        }

        @Override
        public Map<UUID, Long> lastSeqs(Collection<UUID> conversationIds) {
            return log.lastSeqs(conversationIds);
        }
    }

    @Test
    void an_id_comes_back_as_it_was_and_nothing_else_does() {
        var id = new CallerReply.Id(RUN, 4711);
        assertThat(CallerReply.Id.parse(id.toString())).isEqualTo(id);
        for (String none : List.of("", "x", "0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdefg", "0".repeat(99))) {
            assertThatThrownBy(() -> CallerReply.Id.parse(none)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void add(UUID run, ConversationEvent event) {
        events.add(new RecordedEvent(CONVERSATION, events.size() + 1, run, Instant.EPOCH, event));
    }

    private static RunFinished finished(String answer) {
        return new RunFinished(new RunResult(answer, false, List.of(), 1, 0, 0, 0, 0, 0, List.of(), "m", true, "finish", null));
    }
}
