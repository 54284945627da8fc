package palimpsest.memory.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class NativeCallsTest {

    private final NativeCalls calls = new NativeCalls("test-native");

    @Test
    void a_virtual_thread_gets_its_call_made_on_a_platform_thread() {
        Thread made = onVirtualThread(() -> calls.call(Thread::currentThread));
        assertThat(made.isVirtual()).isFalse();
        assertThat(made.getName()).startsWith("test-native-");
    }

    @Test
    void a_platform_thread_makes_it_itself() {
        assertThat(calls.call(Thread::currentThread)).isSameAs(Thread.currentThread());
    }

    @Test
    void what_the_call_throws_reaches_the_caller() {
        assertThatThrownBy(() -> onVirtualThread(() -> calls.call(() -> {
            throw new IllegalArgumentException("too long");
        }))).hasRootCauseInstanceOf(IllegalArgumentException.class).hasRootCauseMessage("too long");
    }

    @Test
    void an_interrupt_is_kept_and_the_result_too() {
        boolean interrupted = onVirtualThread(() -> {
            Thread.currentThread().interrupt();
            assertThat(calls.call(() -> 7)).isEqualTo(7);
            return Thread.interrupted();
        });
        assertThat(interrupted).isTrue();
    }

    private static <T> T onVirtualThread(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, Thread::startVirtualThread).join();
    }
}
