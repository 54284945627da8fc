package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CarriersTest {

    @Test
    void a_small_machine_has_more_carriers_than_cores_and_a_large_one_one_for_each() {
        assertThat(Carriers.needed(2)).isEqualTo(16);
        assertThat(Carriers.needed(64)).isEqualTo(64);
    }

    @Test
    void what_begins_by_the_entry_point_goes_on_though_two_virtual_threads_keep_their_carriers() throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process process = new ProcessBuilder(java, "-XX:ActiveProcessorCount=2", "-cp", System.getProperty("java.class.path"), CarriersTest.class.getName() + "$Held").redirectErrorStream(true).start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.inputReader().lines().collect(Collectors.joining("\n"))).contains("went on");
    }

    /** Classes whose initialization waits, as loading one from a jar that another thread reads does. */
    public static final class Held {

        static final CountDownLatch GOES_ON = new CountDownLatch(1);

        static final class First {
            static {
                await();
            }
        }

        static final class Second {
            static {
                await();
            }
        }

        private Held() {}

        private static void await() {
            try {
                if (!GOES_ON.await(20, TimeUnit.SECONDS)) {
                    System.out.println("stood still");
                    System.exit(1);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        public static void main(String[] arguments) throws Exception {
            Carriers.provide();
            var started = new ArrayList<Thread>();
            for (String name : Stream.of("First", "Second").map(simple -> Held.class.getName() + "$" + simple).toList()) {
                started.add(Thread.startVirtualThread(() -> load(name)));
            }
            Thread.startVirtualThread(GOES_ON::countDown).join();
            for (Thread thread : started) {
                thread.join();
            }
            System.out.println("went on");
        }

        private static void load(String name) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
