package palimpsest.runtime.model;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.util.Optional;

/** A model that is not asked while its circuit is open: after calls that failed in a row, until some time has passed. */
final class CircuitModel implements StreamingModel, ModelCircuit {

    private static final float ALL = 100;

    private final ChatModel model;
    private final String name;
    private final ModelTerms.Circuit circuit;
    private final CircuitBreaker breaker;
    private volatile ModelFailure.Kind lastFailure;

    CircuitModel(ChatModel model, String name, ModelTerms.Circuit circuit, Clock clock) {
        this.model = model;
        this.name = name;
        this.circuit = circuit;
        this.breaker = CircuitBreaker.of(name, CircuitBreakerConfig.custom()
                .slidingWindow(circuit.calls(), circuit.calls(), CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(ALL)
                .waitDurationInOpenState(circuit.pause())
                .permittedNumberOfCallsInHalfOpenState(1)
                // What the endpoint refuses for good says nothing about its health.
                .recordException(thrown -> thrown instanceof ModelFailure failure && failure.retryable())
                .ignoreException(thrown -> !(thrown instanceof ModelFailure failure) || !failure.retryable())
                .clock(clock)
                .build());
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return stream(request, null);
    }

    @Override
    public ChatResponse stream(ChatRequest request, TokenListener listener) {
        try {
            ChatResponse response = breaker.executeSupplier(() -> StreamingModel.ask(model, request, listener));
            lastFailure = null;
            return response;
        } catch (ModelFailure e) {
            if (e.kind() != ModelFailure.Kind.CANCELLED) {
                lastFailure = e.kind();
            }
            throw e;
        } catch (CallNotPermittedException e) {
            throw new ModelFailure(ModelFailure.Kind.CIRCUIT_OPEN, "Model " + name + " failed " + circuit.calls()
                    + " times in a row and is left alone for " + circuit.pause().toSeconds() + " s: try again then, or give it fallbacks.");
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

    @Override
    public boolean open() {
        return breaker.getState() != CircuitBreaker.State.CLOSED;
    }

    @Override
    public Optional<ModelFailure.Kind> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }
}
