package palimpsest.memory.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int MOST = 4;

    private final List<List<String>> groups = new CopyOnWriteArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);

    /** Does "first" only when it is let go, and fails at "fault". */
    private Gathering<String, String, String> gathering(Duration patience) {
        return new Gathering<>(work -> work.split("/")[0], MOST, patience, work -> {
            groups.add(work);
            if (work.contains("first")) {
                await(go);
            }
            if (work.contains("fault")) {
                throw new IllegalArgumentException("can't be done");
            }
            return work.stream().map(each -> each + " done").toList();
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Working(Thread thread, FutureTask<String> result) {}

    private static Working begin(Callable<String> work) {
        var result = new FutureTask<>(work);
        return new Working(Thread.ofVirtual().start(result), result);
    }

    private Working first(Gathering<String, String, String> gathering) {
        Working first = begin(() -> gathering.done("kind", "first"));
        while (groups.isEmpty()) {
            Thread.onSpinWait();
        }
        return first;
    }

    private static Working waiting(Gathering<String, String, String> gathering, String work) {
        Working next = begin(() -> gathering.done("kind", work));
        while (next.thread().getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return next;
    }

    @Test
    void work_that_comes_alone_is_done_at_once_by_the_thread_that_brings_it() {
        List<Thread> threads = new ArrayList<>();
        var gathering = new Gathering<String, String, String>(work -> work, MOST, LONG, work -> {
            threads.add(Thread.currentThread());
            return work;
        });
        assertThat(gathering.done("kind", "a")).isEqualTo("a");
        assertThat(gathering.done("kind", "b")).isEqualTo("b");
        assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
    }

    @Test
    void what_comes_while_other_work_is_done_is_done_together_and_each_gets_its_own_result() throws Exception {
        var gathering = gathering(LONG);
        Working first = first(gathering);
        List<Working> others = IntStream.range(0, 3).mapToObj(n -> waiting(gathering, "w" + n)).toList();
        assertThat(gathering.done("another kind", "x")).as("another kind waits for nothing").isEqualTo("x done");
        go.countDown();
        assertThat(first.result().get()).isEqualTo("first done");
        for (int n = 0; n < 3; n++) {
            assertThat(others.get(n).result().get()).isEqualTo("w" + n + " done");
        }
        assertThat(groups).containsExactly(List.of("first"), List.of("x"), List.of("w0", "w1", "w2"));
    }

    @Test
    void work_on_the_same_thing_and_work_beyond_the_most_is_done_in_the_next_group() throws Exception {
        var gathering = gathering(LONG);
        first(gathering);
        List<Working> others = IntStream.range(0, 6).mapToObj(n -> waiting(gathering, n == 1 ? "w0/again" : "w" + n)).toList();
        go.countDown();
        for (Working other : others) {
            other.result().get();
        }
        assertThat(groups).containsExactly(List.of("first"), List.of("w0", "w2", "w3", "w4"), List.of("w0/again", "w5"));
    }

    @Test
    void a_failure_is_told_to_everyone_whose_work_it_was_and_to_nobody_else() throws Exception {
        var gathering = gathering(LONG);
        Working first = first(gathering);
        List<Working> failing = List.of(waiting(gathering, "a"), waiting(gathering, "fault"), waiting(gathering, "b"));
        go.countDown();
        assertThat(first.result().get()).isEqualTo("first done");
        for (Working each : failing) {
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(each.result()::get).withCauseInstanceOf(IllegalArgumentException.class);
        }
        assertThat(gathering.done("kind", "later")).isEqualTo("later done");
    }

    @Test
    void nobody_waits_long_for_work_that_does_not_end() throws Exception {
        var gathering = gathering(Duration.ofMillis(20));
        Working stuck = first(gathering);
        assertThat(gathering.done("kind", "a")).isEqualTo("a done");
        assertThat(gathering.done("kind", "b")).isEqualTo("b done");
        assertThat(stuck.result().isDone()).isFalse();
        go.countDown();
        assertThat(stuck.result().get()).isEqualTo("first done");
    }

    @Test
    void a_thread_that_is_interrupted_while_it_waits_is_told_what_came_of_its_work_and_is_interrupted_still() throws Exception {
        var gathering = gathering(LONG);
        first(gathering);
        var interrupted = new boolean[1];
        Working waiting = begin(() -> {
            String result = gathering.done("kind", "a");
            interrupted[0] = Thread.currentThread().isInterrupted();
            return result;
        });
        while (waiting.thread().getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        waiting.thread().interrupt();
        go.countDown();
        assertThat(waiting.result().get()).isEqualTo("a done");
        assertThat(interrupted[0]).isTrue();
    }

    /** Work of many threads at once: of {@code n} pieces each third is on the same thing, each seventh fails. */
    @Property(tries = 60)
    void each_piece_is_done_once_whoever_does_it(@ForAll @IntRange(min = 1, max = 60) int pieces, @ForAll @IntRange(min = 1, max = 3) int kinds, @ForAll @IntRange(max = 2) int patience) throws Exception {
        Map<Integer, Integer> done = new ConcurrentHashMap<>();
        List<List<Integer>> together = new CopyOnWriteArrayList<>();
        var gathering = new Gathering<Integer, Integer, Integer>(n -> n % 3 == 0 ? 0 : n, MOST, Duration.ofMillis(patience), work -> {
            together.add(work);
            work.forEach(n -> done.merge(n, 1, Integer::sum));
            if (work.stream().anyMatch(n -> n % 7 == 6)) {
                throw new IllegalArgumentException();
            }
            return work.stream().map(n -> -n).toList();
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> work = IntStream.range(0, pieces).<Callable<Integer>>mapToObj(n -> () -> gathering.done(n % kinds, n)).toList();
            List<Future<Integer>> results = threads.invokeAll(work);
            for (int n = 0; n < pieces; n++) {
                int piece = n;
                boolean failed = together.stream().filter(group -> group.contains(piece)).findFirst().orElseThrow().stream().anyMatch(each -> each % 7 == 6);
                assertThat(results.get(n).state()).isEqualTo(failed ? Future.State.FAILED : Future.State.SUCCESS);
                if (!failed) {
                    assertThat(results.get(n).get()).isEqualTo(-n);
                }
            }
        }
        assertThat(done).hasSize(pieces).allSatisfy((piece, times) -> assertThat(times).isEqualTo(1));
        assertThat(together).allSatisfy(group -> {
            assertThat(group).hasSizeLessThanOrEqualTo(MOST);
            assertThat(group.stream().map(n -> n % kinds)).as("one kind").containsOnly(group.getFirst() % kinds);
            assertThat(group.stream().filter(n -> n % 3 == 0)).as("on the same thing").hasSizeLessThanOrEqualTo(1);
            assertThat(new HashSet<>(group)).hasSameSizeAs(group);
        });
    }
}
