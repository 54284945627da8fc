package palimpsest.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.MemoryNeeds;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.memory.longterm.ConversationCursor;
import palimpsest.memory.longterm.Decision;
import palimpsest.memory.longterm.Forget;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.MemoryRecord;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.memory.longterm.Recall;
import palimpsest.memory.longterm.Receipt;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.TurnPlace;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.HistoryEvent.ConversationForked;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;

/** What was said in runs comes into memory, whatever goes wrong on the way. */
class ConversationMemoryTest {

    private static final String POISON = "poison";
    private static final String FORGETTING = "while it is judged";
    private static final String WAITING = "waiting";

    private final TestDatabase database = TestDatabase.shared();
    private final String tenant = database.newTenant();
    private final Sometimes source = new Sometimes();
    private final ConversationLog healthy = log(database.jdbc(), database.transaction());
    private final ConversationMemory memory;
    private final LongTermMemory kept;
    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /** A database that can be away. */
    private final class Sometimes extends DelegatingDataSource {
        private final AtomicInteger refused = new AtomicInteger();
        private volatile boolean away;

        Sometimes() {
            super(database.dataSource());
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                refused.incrementAndGet();
                throw new SQLTransientConnectionException("the server is away");
            }
            return super.getConnection();
        }
    }

    ConversationMemoryTest() {
        JdbcClient jdbc = JdbcClient.create(source);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        MemoryGate gate = new MemoryGate() {
            @Override
            public String id() {
                return "chokes";
            }

            @Override
            public Verdict judge(Interaction interaction) {
                if (interaction.turn().text().contains(POISON)) {
                    throw new IllegalStateException("this turn can't be judged");
                }
                if (interaction.turn().text().contains(WAITING)) {
                    busy.countDown();
                    awaitRelease();
                }
                if (interaction.turn().text().contains(FORGETTING)) {
                    forgetAnn();
                }
                return BaselineGates.everything().judge(interaction);
            }
        };
        kept = new LongTermMemory(jdbc, transaction, null, null, new LongTermMemory.Settings(GateProfile.shipped(), null, gate, "english", false, MemoryNeeds.NONE, true),
                Clock.systemUTC());
        memory = new ConversationMemory(kept, log(jdbc, transaction), new ConversationCursor(jdbc), transaction, looks::incrementAndGet, new ConversationMemory.Pace(2, Duration.ofDays(1)));
    }

    private static ConversationLog log(JdbcClient jdbc, TransactionTemplate transaction) {
        return new ConversationLog(new PostgresEventLog(jdbc, transaction), new EventCodec(), new EventFeed());
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private void awaitRelease() {
        try {
            assertThat(release.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Receipt forgetAnn() {
        return kept.forget(tenant, new Forget("ann", null, List.of(), null), "ann");
    }

    private RecordedEvent exchange(String said, String answer, Citation... citations) {
        return exchange(conversation(), 0, said, answer, citations);
    }

    private UUID conversation() {
        UUID agent = UUID.randomUUID();
        UUID conversation = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (:id, :tenant, cast(:id as text))").param("id", agent).param("tenant", tenant).update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id, user_id) values (:id, :tenant, :agent, 'ann')").param("id", conversation).param("tenant", tenant)
                .param("agent", agent).update();
        return conversation;
    }

    private RecordedEvent exchange(RecordedEvent before, String said, String answer) {
        return exchange(before.conversationId(), before.seq(), said, answer);
    }

    private RecordedEvent exchange(UUID conversation, long lastSeq, String said, String answer, Citation... citations) {
        return healthy.append(tenant, conversation, UUID.randomUUID(), lastSeq, List.of(new UserSpoke(said), finished(answer, citations))).getLast();
    }

    private static RunFinished finished(String answer, Citation... citations) {
        return new RunFinished(new RunResult(answer, true, List.of(citations), 1, 0, 0, 0, 0, 0, List.of(), "m", true, "finish", null));
    }

    private RecordedEvent asked(UUID conversation, String said) {
        return healthy.append(tenant, conversation, UUID.randomUUID(), 0, List.of(new UserSpoke(said))).getLast();
    }

    private RecordedEvent ended(RecordedEvent before, String answer) {
        return healthy.append(tenant, before.conversationId(), before.runId(), before.seq(), List.of(finished(answer))).getLast();
    }

    private List<String> remembered() {
        return kept.decisions(tenant, "ann", null, null, 100).stream().map(decision -> decision.turn().text()).toList();
    }

    @Test
    void a_database_that_is_away_loses_no_turn() {
        source.away = true;
        memory.runFinished(tenant, exchange("I moved to Hamburg.", "Noted."));
        memory.runFinished(tenant, exchange("I have a puppy.", "How nice."));
        await().until(() -> source.refused.get() >= 2);
        source.away = false;
        await().untilAsserted(() -> assertThat(remembered()).containsExactlyInAnyOrder("I moved to Hamburg.", "Noted.", "I have a puppy.", "How nice."));
    }

    @Test
    void what_is_told_twice_in_a_moment_is_taken_in_at_once() {
        RecordedEvent first = exchange("I moved to Hamburg.", "Noted.");
        memory.runFinished(tenant, first);
        await().until(() -> looks.get() == 1);
        memory.runFinished(tenant, exchange(first, "I have a puppy.", "How nice."));
        await().until(() -> looks.get() == 2);
        assertThat(remembered()).containsExactlyInAnyOrder("I moved to Hamburg.", "Noted.", "I have a puppy.", "How nice.");
    }

    @Test
    void runs_that_go_on_ending_are_taken_in_together_and_by_the_end_at_the_latest() {
        RecordedEvent first = exchange("I moved to Hamburg.", "Noted.");
        memory.runFinished(tenant, first);
        await().until(() -> looks.get() == 1);
        RecordedEvent second = exchange(first, "I have a puppy.", "How nice.");
        memory.runFinished(tenant, second);
        await().until(() -> looks.get() == 2);
        RecordedEvent third = exchange(second, "It is called Ada.", "Noted, too.");
        memory.runFinished(tenant, third);
        memory.runFinished(tenant, exchange(third, "It is black.", "Thank you."));

        assertThat(remembered()).hasSize(4);
        memory.close();
        assertThat(remembered()).hasSize(8).contains("It is called Ada.", "It is black.");
        assertThat(looks).hasValue(3);
    }

    @Test
    void conversations_that_end_while_another_is_taken_in_are_taken_in_together() throws InterruptedException {
        memory.runFinished(tenant, exchange("I moved to Hamburg, " + WAITING + ".", "Noted."));
        busy.await();
        RecordedEvent told = exchange("I have a puppy.", "How nice.");
        memory.runFinished(tenant, told);
        memory.runFinished(tenant, exchange("It is called Ada.", "A good name."));
        memory.runFinished(tenant, exchange("It is black.", "Thank you."));
        release.countDown();
        await().until(() -> remembered().contains("It is black."));
        memory.close();

        assertThat(remembered()).hasSize(8).contains("I have a puppy.", "It is called Ada.");
        assertThat(looks).hasValue(2);
        assertThat(new ConversationCursor(database.jdbc()).standings(tenant, List.of(told.conversationId())))
                .containsExactly(entry(told.conversationId(), new ConversationCursor.Standing(told.seq(), "ann")));
    }

    @Test
    void of_conversations_that_are_taken_in_together_one_that_cant_be_holds_up_no_other() throws InterruptedException {
        memory.runFinished(tenant, exchange("I moved to Hamburg, " + WAITING + ".", "Noted."));
        busy.await();
        memory.runFinished(tenant, exchange("This is " + POISON + ".", "Noted."));
        memory.runFinished(tenant, exchange("I have a puppy.", "How nice."));
        release.countDown();

        await().untilAsserted(() -> assertThat(remembered()).contains("I have a puppy.", "How nice.").doesNotContain("This is " + POISON + "."));
    }

    @Test
    void those_who_wait_fall_due_at_the_same_times() {
        var pace = new ConversationMemory.Pace(3, Duration.ofNanos(80));
        assertThat(List.of(-11L, -10L, 0L, 1L, 10L, 19L)).extracting(pace::together).containsExactly(-10L, -10L, 0L, 10L, 10L, 20L);
        assertThat(new ConversationMemory.Pace(1, Duration.ofNanos(1)).together(7)).isEqualTo(7);
    }

    @Test
    void a_pace_allows_some_looks_at_once_and_then_one_in_its_time() {
        var pace = new ConversationMemory.Pace(3, Duration.ofNanos(10));
        long lasted = pace.lasting(null, 0);
        assertThat(pace.untilNext(lasted, 0)).isZero();
        lasted = pace.lasting(lasted, 0);
        assertThat(pace.untilNext(lasted, 0)).isZero();
        lasted = pace.lasting(lasted, 0);
        assertThat(pace.untilNext(lasted, 0)).isEqualTo(10);
        assertThat(pace.untilNext(lasted, 4)).isEqualTo(6);
        assertThat(pace.untilNext(pace.lasting(lasted, 10), 10)).isEqualTo(10);
        assertThat(pace.untilNext(pace.lasting(lasted, 1000), 1000)).as("after a rest").isZero();
    }

    @Test
    void a_conversation_that_cant_be_taken_in_holds_up_no_other() {
        exchange("This is " + POISON + ".", "Noted.");
        exchange("I have a puppy.", "How nice.");
        memory.catchUp();
        await().untilAsserted(() -> assertThat(remembered()).containsExactlyInAnyOrder("I have a puppy.", "How nice."));
    }

    @Test
    void a_turn_that_an_answer_cites_counts_as_useful_once() {
        RecordedEvent told = exchange("I moved to Hamburg.", "Noted.");
        memory.runFinished(tenant, told);
        await().until(() -> remembered().size() == 2);
        Decision source = kept.decisions(tenant, "ann", null, null, 100).stream().filter(decision -> decision.turn().text().startsWith("I moved")).findFirst().orElseThrow();
        RecordedEvent answered = exchange("Where do I live?", "In Hamburg.", new Citation("chat", null, null, 0, 8, "Hamburg", new TurnPlace(source.conversation(), source.seq(), "user",
                source.turn().at()), null, null));
        memory.runFinished(tenant, answered);
        memory.runFinished(tenant, answered);
        await().until(() -> remembered().size() == 4);
        memory.close();
        assertThat(database.jdbc().sql("select cited from memory_decision where id = :id").param("id", source.id()).query(Integer.class).single()).isEqualTo(1);
    }

    @Test
    void who_corrects_an_answer_corrects_what_it_cites() {
        memory.runFinished(tenant, exchange("My locker code is 4217.", "Noted."));
        await().until(() -> remembered().size() == 2);
        Decision source = kept.decisions(tenant, "ann", null, null, 100).stream().filter(decision -> decision.turn().text().startsWith("My locker")).findFirst().orElseThrow();
        RecordedEvent answered = exchange("What is my locker code?", "It is 4217.", new Citation("chat", null, null, 0, 23, "My locker code is 4217.",
                new TurnPlace(source.conversation(), source.seq(), "user", source.turn().at()), null, null));
        memory.runFinished(tenant, answered);
        await().until(() -> remembered().size() == 4);
        memory.runFinished(tenant, exchange(answered, "No, it's 4412.", "Noted."));
        await().until(() -> remembered().contains("No, it's 4412."));
        memory.close();
        assertThat(database.jdbc().sql("select text from memory_decision where corrects = :id").param("id", source.id()).query(String.class).list()).containsExactly("No, it's 4412.");
    }

    @Test
    void turns_that_one_answer_cites_are_linked_once() {
        memory.runFinished(tenant, exchange("The ferry leaves at nine.", "Noted."));
        memory.runFinished(tenant, exchange("Grandma keeps all passes in her drawer.", "Noted."));
        await().until(() -> remembered().size() == 4);
        Citation[] cited = kept.decisions(tenant, "ann", null, null, 100).stream().filter(decision -> !decision.turn().text().equals("Noted."))
                .map(decision -> new Citation("chat", null, null, 0, 5, decision.turn().text().substring(0, 5),
                        new TurnPlace(decision.conversation(), decision.seq(), "user", decision.turn().at()), null, null)).toArray(Citation[]::new);
        RecordedEvent answered = exchange("What do I need for the ferry?", "Be there at nine, with a pass.", cited);
        memory.runFinished(tenant, answered);
        memory.runFinished(tenant, answered);
        await().until(() -> remembered().size() == 6);
        memory.close();
        assertThat(database.jdbc().sql("select run_id from memory_link where tenant = :tenant").param("tenant", tenant).query(UUID.class).list()).containsExactly(answered.runId());
        assertThat(kept.recall(tenant, Recall.now("ann", "When does the ferry leave?", 10))).extracting(found -> found.record().text()).contains("Grandma keeps all passes in her drawer.");
    }

    @Test
    void a_run_in_progress_while_its_user_is_forgotten_leaves_nothing() {
        RecordedEvent told = exchange("I moved to Hamburg.", "Noted.");
        memory.runFinished(tenant, told);
        await().until(() -> remembered().size() == 2);
        RecordedEvent asked = asked(conversation(), "My locker code is 4412.");

        assertThat(forgetAnn().unread()).isEqualTo(1);
        RecordedEvent ended = ended(asked, "Your code is 4412.");
        memory.runFinished(tenant, ended);
        memory.runFinished(tenant, exchange(ended, "I have a puppy.", "How nice."));
        await().until(() -> remembered().contains("How nice."));

        assertThat(remembered()).containsExactlyInAnyOrder("I have a puppy.", "How nice.");
        assertThatExceptionOfType(NoSuchElementException.class).as("a tool of the run")
                .isThrownBy(() -> kept.keepFact(tenant, "ann", asked.conversationId().toString(), new NumberedTurn(asked.seq(), new Turn("user", null, "My locker code is 4412.")),
                        "Ann's code is 4412.", MemoryRecord.Kind.FACT, "agent"));
    }

    @Test
    void what_is_forgotten_before_anything_was_taken_in_has_a_receipt() {
        RecordedEvent asked = asked(conversation(), "My locker code is 4412.");
        Receipt receipt = kept.forget(tenant, new Forget("ann", asked.conversationId().toString(), List.of(), null), "ann");
        assertThat(receipt).returns(0, Receipt::decisions).returns(1, Receipt::unread);
        assertThat(kept.receipts(tenant, "ann")).extracting(Receipt::id, Receipt::unread).containsExactly(tuple(receipt.id(), 1));

        memory.runFinished(tenant, ended(asked, "Your code is 4412."));
        await().until(() -> looks.get() == 1);
        assertThat(remembered()).isEmpty();
    }

    @Test
    void what_is_forgotten_while_it_is_judged_is_not_stored() {
        memory.runFinished(tenant, exchange("Forget me " + FORGETTING + ".", "Noted."));
        await().until(() -> looks.get() == 1);
        assertThat(remembered()).isEmpty();
    }

    @Test
    void a_run_that_is_tried_again_answers_no_forgotten_question() {
        RecordedEvent first = exchange("My locker code is 4412.", "Your code is 4412.");
        memory.runFinished(tenant, first);
        await().until(() -> remembered().size() == 2);
        forgetAnn();
        memory.runFinished(tenant, ended(first, "It is 4412."));
        await().until(() -> looks.get() == 2);
        assertThat(remembered()).isEmpty();
    }

    @Test
    void a_copy_of_a_conversation_brings_nothing_forgotten_back() {
        RecordedEvent first = exchange("My locker code is 4412.", "Your code is 4412.");
        memory.runFinished(tenant, first);
        await().until(() -> remembered().size() == 2);
        forgetAnn();
        UUID copy = conversation();
        new PostgresEventLog(database.jdbc(), database.transaction()).copy(tenant, first.conversationId(), copy, first.seq(), first.runId(), UUID.randomUUID());
        RecordedEvent forked = healthy.append(tenant, copy, null, first.seq(), List.of(new ConversationForked(first.conversationId(), first.runId(), first.seq()))).getLast();
        memory.runFinished(tenant, exchange(forked, "I have a puppy.", "How nice."));
        await().until(() -> remembered().contains("How nice."));
        assertThat(remembered()).containsExactlyInAnyOrder("I have a puppy.", "How nice.");
    }
}
