package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import palimpsest.runtime.model.ModelFailure.Kind;

class RetryingModelTest {

    private final Waits waits = new Waits();

    @AfterEach
    void clearTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void waits_longer_each_time_with_some_chance_in_it() {
        var failing = new Failing(new ModelFailure(Kind.PROVIDER_ERROR, "down"), 4);
        assertThat(new RetryingModel(failing, 4, waits).chat("q")).isEqualTo("up");
        assertThat(failing.calls).isEqualTo(5);
        assertThat(waits.asked()).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(waits.asked().get(i)).isBetween(Duration.ofMillis(250L << i), Duration.ofMillis(1000L << i));
        }
        assertThat(waits.asked().get(3)).isGreaterThan(waits.asked().get(0));
    }

    @Test
    void gives_up_after_so_many_retries_with_the_last_failure() {
        var failing = new Failing(new ModelFailure(Kind.TIMEOUT, "slow"), 99);
        assertThatThrownBy(() -> new RetryingModel(failing, 2, waits).chat("q")).isInstanceOf(ModelFailure.class).hasMessage("slow");
        assertThat(failing.calls).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAUTHORIZED", "BAD_REQUEST", "CANCELLED"})
    void does_not_repeat_what_cannot_succeed(Kind kind) {
        var failing = new Failing(new ModelFailure(kind, "no"), 99);
        assertThatThrownBy(() -> new RetryingModel(failing, 5, waits).chat("q")).isInstanceOf(ModelFailure.class);
        assertThat(failing.calls).isEqualTo(1);
        assertThat(waits.asked()).isEmpty();
    }

    @Test
    void a_short_asked_wait_does_not_shorten_its_own() {
        var failing = new Failing(new ModelFailure(Kind.RATE_LIMITED, "slow down", Duration.ofMillis(1), null), 1);
        new RetryingModel(failing, 1, waits).chat("q");
        assertThat(waits.asked().getFirst()).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void an_interrupt_while_waiting_cancels_the_call() {
        var failing = new Failing(new ModelFailure(Kind.PROVIDER_ERROR, "down"), 99);
        Pause interrupted = duration -> {
            throw new InterruptedException();
        };
        var failure = catchThrowableOfType(ModelFailure.class, () -> new RetryingModel(failing, 5, interrupted).chat("q"));
        assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
        assertThat(failure).hasMessageContaining("down");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(failing.calls).isEqualTo(1);
    }

    /** Fails a number of times, then answers. */
    private static final class Failing implements ChatModel {

        private final ModelFailure failure;
        private final int times;
        private int calls;

        Failing(ModelFailure failure, int times) {
            this.failure = failure;
            this.times = times;
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            if (++calls <= times) {
                throw failure;
            }
            return ChatResponse.builder().aiMessage(AiMessage.from("up")).build();
        }
    }
}
