package palimpsest.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import palimpsest.memory.checkpoint.CheckpointStore;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.InMemoryEventLog;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunRewound;

class ConversationStatesTest {

    private static final String TENANT = "test";
    private static final UUID CONVERSATION = new UUID(0, 1);

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final ConversationLog conversations = new ConversationLog(log, new EventCodec(), new EventFeed());
    private final Kept kept = new Kept();
    private final ConversationStates states = new ConversationStates(conversations, kept, 10, Runnable::run, TransactionOperations.withoutTransaction());

    /** One checkpoint in memory. */
    private static final class Kept implements CheckpointStore {
        private Checkpoint checkpoint;
        private String version;
        private RuntimeException fault;

        @Override
        public Optional<Checkpoint> find(String tenant, UUID conversationId, String wanted) {
            return Optional.ofNullable(checkpoint).filter(ignored -> wanted.equals(version));
        }

        @Override
        public void save(String tenant, UUID conversationId, String written, Checkpoint saved) {
            if (fault != null) {
                throw fault;
            }
            checkpoint = saved;
            version = written;
        }
    }

    @BeforeEach
    void create() {
        log.create(TENANT, CONVERSATION);
    }

    private void say(int times) {
        for (int i = 0; i < times; i++) {
            conversations.append(TENANT, CONVERSATION, null, log.lastSeq(TENANT, CONVERSATION), List.of(new UserSpoke("question")));
        }
    }

    private void assertOpensWhole() {
        assertThat(states.open(TENANT, CONVERSATION)).usingRecursiveComparison().isEqualTo(ContextState.fold(conversations.read(TENANT, CONVERSATION, 0)));
    }

    @Test
    void the_state_at_an_event_is_what_the_events_up_to_it_give() {
        say(7);
        assertThat(states.at(TENANT, CONVERSATION, 3)).usingRecursiveComparison()
                .isEqualTo(ContextState.fold(conversations.read(TENANT, CONVERSATION, 0).subList(0, 3)));
        assertThat(states.at(TENANT, CONVERSATION, 0).messages()).isEmpty();
        assertThat(states.at(TENANT, CONVERSATION, 99).lastSeq()).isEqualTo(7);
    }

    @Test
    void what_was_taken_back_later_still_stands_in_the_state_before_that() {
        UUID run = new UUID(0, 2);
        conversations.append(TENANT, CONVERSATION, run, 0, List.of(new UserSpoke("one"), new UserSpoke("two")));
        conversations.append(TENANT, CONVERSATION, run, 2, List.of(new RunRewound(1, 1, 0)));
        assertThat(states.at(TENANT, CONVERSATION, 2).messages()).hasSize(2);
        assertThat(states.at(TENANT, CONVERSATION, 3).messages()).hasSize(1);
    }

    @Test
    void pages_of_the_newest_runs_follow_each_other_without_gap_or_repetition() {
        say(5);
        ConversationLog.Page page = conversations.newest(TENANT, CONVERSATION, Long.MAX_VALUE, 2);
        assertThat(page.events()).extracting(RecordedEvent::seq).containsExactly(4L, 5L);
        page = conversations.newest(TENANT, CONVERSATION, page.before(), 2);
        assertThat(page.events()).extracting(RecordedEvent::seq).containsExactly(2L, 3L);
        page = conversations.newest(TENANT, CONVERSATION, page.before(), 2);
        assertThat(page.events()).extracting(RecordedEvent::seq).containsExactly(1L);
        assertThat(page.before()).isNull();
    }

    @Test
    void a_short_conversation_has_no_checkpoint() {
        say(9);
        assertOpensWhole();
        assertThat(kept.checkpoint).isNull();
    }

    @Test
    void a_checkpoint_is_written_once_enough_events_have_come_and_opens_with_the_rest() {
        say(10);
        assertOpensWhole();
        assertThat(kept.checkpoint.seq()).isEqualTo(10);
        say(7);
        assertOpensWhole();
        assertThat(kept.checkpoint.seq()).as("not yet again").isEqualTo(10);
    }

    @Test
    void a_checkpoint_of_another_version_or_that_can_not_be_read_is_as_good_as_none() {
        say(10);
        states.open(TENANT, CONVERSATION);
        kept.version = "0-old";
        assertOpensWhole();
        kept.checkpoint = new CheckpointStore.Checkpoint(10, "{\"lastSeq\":");
        assertOpensWhole();
        kept.checkpoint = new CheckpointStore.Checkpoint(10, "{\"lastSeq\": 4}");
        assertOpensWhole();
    }

    @Test
    void a_checkpoint_that_can_not_be_written_harms_nothing() {
        say(10);
        kept.fault = new IllegalStateException("away");
        assertOpensWhole();
    }

    // --- in memory

    @Test
    void a_state_that_was_left_is_given_to_one_taker_only() {
        say(3);
        ContextState state = states.open(TENANT, CONVERSATION);
        states.leave(TENANT, CONVERSATION, state);
        assertThat(states.leftHere("other", CONVERSATION)).as("another tenant's").isEmpty();
        assertThat(states.leftHere(TENANT, CONVERSATION)).containsSame(state);
        assertThat(states.leftHere(TENANT, CONVERSATION)).isEmpty();
    }

    @Test
    void opening_reads_the_log_whatever_was_left() {
        say(3);
        states.leave(TENANT, CONVERSATION, states.open(TENANT, CONVERSATION));
        say(2);
        assertOpensWhole();
    }

    @Test
    void states_used_longest_ago_leave_memory_first() {
        var inMemory = new StatesInMemory(300);
        say(5);
        for (int i = 1; i <= 4; i++) {
            inMemory.leave(TENANT, new UUID(1, i), states.open(TENANT, CONVERSATION)); // 100 tokens each
        }
        assertThat(inMemory.take(TENANT, new UUID(1, 1))).isEmpty();
        assertThat(inMemory.take(TENANT, new UUID(1, 2))).isPresent();
        inMemory.leave(TENANT, new UUID(1, 5), states.open(TENANT, CONVERSATION));
        assertThat(inMemory.take(TENANT, new UUID(1, 3))).as("one had been taken out").isPresent();
        var none = new StatesInMemory(50);
        none.leave(TENANT, CONVERSATION, states.open(TENANT, CONVERSATION));
        assertThat(none.take(TENANT, CONVERSATION)).as("larger than all that is kept").isEmpty();
    }

    @Test
    void checkpoints_are_counted_from_round_numbers_for_a_state_that_was_opened() {
        say(17);
        assertThat(states.countedFrom(states.open(TENANT, CONVERSATION))).isEqualTo(10);
        assertThat(ConversationStates.withoutCheckpoints(conversations).countedFrom(states.open(TENANT, CONVERSATION))).isZero();
    }
}
