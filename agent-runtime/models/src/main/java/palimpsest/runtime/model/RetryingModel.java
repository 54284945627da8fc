package palimpsest.runtime.model;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Tries a call again while it fails with a {@link ModelFailure} that may pass: after half a second, then twice as long each time
 * (with some chance in it, so that many agents don't come back at once), at most {@code maxRetries} times. If the endpoint says
 * how long to wait, that is waited instead when it is longer; over a minute the call fails at once, so that somebody can decide.
 */
public final class RetryingModel implements StreamingModel {

    private static final Logger LOG = LoggerFactory.getLogger(RetryingModel.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration LONGEST_ASKED_WAIT = Duration.ofSeconds(60);

    private final ChatModel model;
    private final int maxRetries;
    private final Pause pause;

    /** @param maxRetries how many attempts may follow the first, 0 or more */
    public RetryingModel(ChatModel model, int maxRetries, Pause pause) {
        this.model = Objects.requireNonNull(model, "model");
        this.maxRetries = maxRetries;
        this.pause = Objects.requireNonNull(pause, "pause");
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return stream(request, null);
    }

    @Override
    public ChatResponse stream(ChatRequest request, TokenListener listener) {
        BackOffExecution waits = waits();
        for (int retry = 1; ; retry++) {
            try {
                return StreamingModel.ask(model, request, listener);
            } catch (ModelFailure failure) {
                if (retry > maxRetries || !failure.retryable() || asksTooLong(failure)) {
                    throw failure;
                }
                Duration wait = wait(failure, waits);
                LOG.warn("Attempt {} of {} failed, the next follows in {} ms: {}", retry, maxRetries + 1, wait.toMillis(),
                        failure.getMessage());
                pause(wait, failure);
                if (listener != null) {
                    listener.again();
                }
            }
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public ModelProvider provider() {
        return model.provider();
    }

    private static BackOffExecution waits() {
        var backOff = new ExponentialBackOff(FIRST_WAIT.toMillis(), 2);
        backOff.setJitter(FIRST_WAIT.toMillis() / 2);
        backOff.setMaxInterval(LONGEST_WAIT.toMillis());
        return backOff.start();
    }

    private static boolean asksTooLong(ModelFailure failure) {
        return failure.retryAfter().filter(wait -> wait.compareTo(LONGEST_ASKED_WAIT) > 0).isPresent();
    }

    private static Duration wait(ModelFailure failure, BackOffExecution waits) {
        Duration own = Duration.ofMillis(waits.nextBackOff());
        return failure.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own);
    }

    private void pause(Duration wait, ModelFailure failure) {
        try {
            pause.await(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelFailure(ModelFailure.Kind.CANCELLED, "The call was cancelled while waiting for another attempt. "
                    + failure.getMessage(), null, failure);
        }
    }
}
