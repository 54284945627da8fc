package palimpsest.runtime.observe;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.model.ReportedUsage;
import palimpsest.runtime.model.StreamingModel;
import palimpsest.runtime.model.TokenListener;
import palimpsest.tools.spi.ToolOutcome;

/**
 * Observes runs: run, step, model call or tool, each inside the one before. Names follow OpenTelemetry's semantic conventions for
 * generative AI. Ids, names and numbers only: no question, text, argument, result or error message is ever handed on.
 */
public final class RunObservations {

    /** Observes nothing. */
    public static final RunObservations NONE = new RunObservations(ObservationRegistry.NOOP, RunMeters.NONE);

    private static final String OPERATION = "gen_ai.operation.name";
    private static final String PROVIDER = "gen_ai.provider.name";
    private static final String MODEL = "gen_ai.request.model";
    private static final String CONVERSATION = "gen_ai.conversation.id";

    private final ObservationRegistry registry;
    private final RunMeters meters;

    public RunObservations(ObservationRegistry registry, RunMeters meters) {
        this.registry = registry;
        this.meters = meters;
    }

    /** Work on a run, until it ends or is parked. {@code model} is the runtime's name for its model. */
    public void run(UUID conversation, UUID run, String model, Runnable work) {
        observed(observation("palimpsest.run", "invoke_agent", "invoke_agent")
                .lowCardinalityKeyValue(MODEL, model)
                .highCardinalityKeyValue(CONVERSATION, conversation.toString())
                .highCardinalityKeyValue("palimpsest.run.id", run.toString()), done(work));
    }

    /** @param number of model calls before it */
    public void step(int number, Runnable work) {
        observed(Observation.createNotStarted("palimpsest.step", registry).contextualName("step")
                .highCardinalityKeyValue("palimpsest.step", String.valueOf(number)), done(work));
    }

    /**
     * A call of a model.
     *
     * @param name     the runtime's, for a model that says none of its provider's
     * @param listener told what is said, or null
     */
    public ChatResponse chat(UUID conversation, String name, ChatModel model, ChatRequest request, TokenListener listener) {
        var parameters = model.defaultRequestParameters();
        String asked = parameters == null || parameters.modelName() == null ? name : parameters.modelName();
        String provider = provider(model.provider());
        Observation observation = observation("gen_ai.client.operation.duration", "chat " + asked, "chat")
                .lowCardinalityKeyValue(PROVIDER, provider)
                .lowCardinalityKeyValue(MODEL, asked)
                .highCardinalityKeyValue(CONVERSATION, conversation.toString());
        return observed(observation, () -> {
            ChatResponse response = StreamingModel.ask(model, request, listener);
            ReportedUsage usage = ReportedUsage.of(response.tokenUsage());
            used(observation, provider, asked, "input", usage.inputTokens());
            used(observation, provider, asked, "output", usage.outputTokens());
            return response;
        });
    }

    /** @param tool one that is offered: a name that a model made up would be content */
    public ToolOutcome tool(UUID conversation, String tool, Supplier<ToolOutcome> work) {
        Observation observation = observation("palimpsest.tool", "execute_tool " + tool, "execute_tool")
                .lowCardinalityKeyValue("gen_ai.tool.name", tool)
                .lowCardinalityKeyValue("palimpsest.tool.outcome", "ok")
                .highCardinalityKeyValue(CONVERSATION, conversation.toString());
        return observed(observation, () -> {
            ToolOutcome outcome = work.get();
            if (outcome.isError()) {
                observation.lowCardinalityKeyValue("palimpsest.tool.outcome", "error");
            }
            return outcome;
        });
    }

    /** What was just committed. */
    public void appended(List<? extends ConversationEvent> events) {
        for (ConversationEvent event : events) {
            switch (event) {
                case MessagePruned pruned -> meters.pruned(pruned.tokensSaved());
                case RunFinished finished -> meters.ended(finished.result().stoppedBy());
                case RunFailed failed -> meters.ended(failed.type());
                default -> { }
            }
        }
    }

    private Observation observation(String name, String span, String operation) {
        return Observation.createNotStarted(name, registry).contextualName(span).lowCardinalityKeyValue(OPERATION, operation);
    }

    private void used(Observation observation, String provider, String model, String type, Integer tokens) {
        if (tokens != null) {
            observation.highCardinalityKeyValue("gen_ai.usage." + type + "_tokens", tokens.toString());
            meters.tokens(provider, model, type, tokens);
        }
    }

    private static Supplier<Void> done(Runnable work) {
        return () -> {
            work.run();
            return null;
        };
    }

    private static <T> T observed(Observation observation, Supplier<T> work) {
        observation.start();
        try (var ignored = observation.openScope()) {
            return work.get();
        } catch (RuntimeException e) {
            String type = e instanceof ModelFailure failure ? failure.kind().name() : e.getClass().getName();
            observation.highCardinalityKeyValue("error.type", type).error(new Failed(type));
            throw e;
        } finally {
            observation.stop();
        }
    }

    /** As the conventions spell it. */
    private static String provider(ModelProvider provider) {
        return switch (provider) {
            case null -> "other";
            case OPEN_AI -> "openai";
            case AZURE_OPEN_AI -> "azure.ai.openai";
            case AMAZON_BEDROCK -> "aws.bedrock";
            default -> provider.name().toLowerCase(Locale.ROOT);
        };
    }

    /** Stands for what was thrown, whose message may quote a provider or a text. */
    private static final class Failed extends RuntimeException {
        Failed(String type) {
            super(type, null, false, false);
        }
    }
}
