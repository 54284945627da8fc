package palimpsest.runtime.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;

class FinishedRunsTest {

    private static final UUID CONVERSATION = new UUID(0, 1);
    private static final RunResult RESULT = new RunResult("Yes.", false, List.of(), 1, 1, 1, 1, 1, 0, List.of(), "m", true, "finish", null, null);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final CompletableFuture<List<RecordedEvent>> followed = new CompletableFuture<>();

    private static List<RecordedEvent> events(String tenant, RecordedEvent finished) {
        return List.of(finished);
    }

    private static RecordedEvent event(long seq, long run) {
        return new RecordedEvent(CONVERSATION, seq, new UUID(0, run), Instant.EPOCH, new RunFinished(RESULT));
    }

    private FinishedRuns.FollowUp slow() {
        return new FinishedRuns.FollowUp() {
            @Override
            public String what() {
                return "a test";
            }

            @Override
            public void follow(String tenant, UUID conversationId, List<RecordedEvent> run) {
                begun.countDown();
                try {
                    held.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                followed.complete(run);
            }
        };
    }

    @Test
    void closing_waits_for_what_follows_the_last_run() throws Exception {
        var finished = new FinishedRuns(FinishedRunsTest::events, List.of(slow()), TransactionOperations.withoutTransaction(), TransactionOperations.withoutTransaction());
        finished.accept("test", event(2, 9));
        begun.await();
        var closing = Thread.ofVirtual().start(() -> {
            try {
                finished.close();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(followed).isNotDone();
        held.countDown();
        closing.join();
        assertThat(followed).isCompletedWithValue(List.of(event(2, 9)));
    }

    @Test
    void what_a_run_does_not_concern_is_left() throws Exception {
        var told = new AtomicInteger();
        var finished = new FinishedRuns(FinishedRunsTest::events, List.of(new FinishedRuns.FollowUp() {
            @Override
            public String what() {
                return "a test";
            }

            @Override
            public boolean concerns(List<RecordedEvent> run) {
                return run.getFirst().seq() == 4;
            }

            @Override
            public void follow(String tenant, UUID conversationId, List<RecordedEvent> run) {
                told.addAndGet((int) run.getFirst().seq());
            }
        }), TransactionOperations.withoutTransaction(), TransactionOperations.withoutTransaction());
        finished.accept("test", event(3, 9));
        finished.accept("test", event(4, 10));
        finished.close();
        assertThat(told).hasValue(4);
    }

    @Test
    void nothing_follows_a_run_whose_conversation_was_erased_since() throws Exception {
        var asked = new AtomicInteger();
        var finished = new FinishedRuns((tenant, event) -> List.of(), List.of(new FinishedRuns.FollowUp() {
            @Override
            public String what() {
                return "a test";
            }

            @Override
            public boolean concerns(List<RecordedEvent> run) {
                asked.incrementAndGet();
                return true;
            }

            @Override
            public void follow(String tenant, UUID conversationId, List<RecordedEvent> run) {
                asked.incrementAndGet();
            }
        }), TransactionOperations.withoutTransaction(), TransactionOperations.withoutTransaction());
        finished.accept("test", event(2, 9));
        finished.close();
        assertThat(asked).hasValue(0);
    }
}
