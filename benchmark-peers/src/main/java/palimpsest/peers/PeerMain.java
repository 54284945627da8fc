package palimpsest.peers;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks one peer: {@code NAME PROVIDER DATABASE CONVERSATIONS WARM_UP QUESTIONS}: for at least so many seconds to warm up, in conversations of their own, then so
 * many questions for each conversation. Says "ready" when it is warm, waits for a line, asks, and prints {@code questions seconds p50 p95 errors bytes}: times of questions in
 * milliseconds, bytes of heap that a conversation holds.
 */
public final class PeerMain {

    private static final double MEBI = 1 << 20;
    /** Questions of a conversation that warms up, and such conversations at once. */
    private static final int WARM_UP_LENGTH = 5;
    private static final int WARM_UP_AT_ONCE = 20;

    private PeerMain() {}

    /** @throws Exception when the peer can't be started */
    public static void main(String[] arguments) throws Exception {
        var settings = new Settings(arguments[1], arguments[2].equals("-") ? null : arguments[2]);
        int conversations = Integer.parseInt(arguments[3]);
        long before = held();
        try (Peer peer = peer(arguments[0], settings)) {
            long open = held();
            long warmUp = TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[4]));
            int atOnce = Math.max(conversations, WARM_UP_AT_ONCE);
            long begin = System.nanoTime();
            int first = conversations;
            do {
                ask(peer, first, atOnce, WARM_UP_LENGTH);
                first += atOnce;
            } while (System.nanoTime() - begin < warmUp);
            long warm = held();
            System.out.println("ready");
            System.in.read();
            Asked asked = ask(peer, 0, conversations, Integer.parseInt(arguments[5]));
            long[] times = asked.nanoseconds();
            System.out.printf(Locale.ROOT, "done %d %.3f %.3f %.3f %d %.0f %.1f%n", times.length, asked.seconds(), times[times.length / 2] / 1e6,
                    times[(int) (times.length * 0.95)] / 1e6, asked.errors(), (double) (held() - warm) / conversations, (open - before) / MEBI);
        }
        // Threads of a peer's client may be left.
        System.exit(0);
    }

    private static Peer peer(String name, Settings settings) {
        return switch (name) {
            case "palimpsest" -> PalimpsestPeer.withAll(settings);
            case "palimpsest-without-features" -> PalimpsestPeer.withoutFeatures(settings);
            case "langchain4j" -> LangChain4jPeer.inMemory(settings);
            case "langchain4j-jdbc" -> LangChain4jPeer.inTable(settings);
            case "spring-ai-jdbc" -> new SpringAiPeer(settings);
            case "bare-loop" -> new BareLoopPeer(settings);
            default -> throw new IllegalArgumentException("There is no peer " + name);
        };
    }

    private record Asked(long[] nanoseconds, double seconds, int errors) {}

    /** All conversations at once, each one question after the other. @param first number of the first conversation */
    private static Asked ask(Peer peer, int first, int conversations, int questions) throws InterruptedException {
        var times = new ConcurrentLinkedQueue<Long>();
        var errors = new AtomicInteger();
        var done = new CountDownLatch(conversations);
        long begin = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < conversations; i++) {
                int conversation = first + i;
                threads.execute(() -> {
                    for (int q = 0; q < questions; q++) {
                        long from = System.nanoTime();
                        try {
                            String answer = peer.ask(conversation, "How high is the tide at the north quay of harbor " + conversation + "? (" + q + ")");
                            if (!answer.contains("1.4")) {
                                throw new IllegalStateException("wrong answer: " + answer);
                            }
                        } catch (Exception e) {
                            if (errors.incrementAndGet() == 1) {
                                e.printStackTrace();
                            }
                        }
                        times.add(System.nanoTime() - from);
                    }
                    done.countDown();
                });
            }
            done.await();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Asked(Arrays.stream(times.toArray(Long[]::new)).mapToLong(Long::longValue).sorted().toArray(), seconds, errors.get());
    }

    private static long held() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
