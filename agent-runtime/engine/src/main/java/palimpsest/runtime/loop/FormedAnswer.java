package palimpsest.runtime.loop;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import palimpsest.runtime.answer.AnswerFormat;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.event.CallerFunction;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.model.wire.ToolFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds answers against what the caller asked for: a call of one of its functions, or JSON of a form. The provider is told where it has a way
 * to be told, the tool that ends a run takes the form as its argument, and what comes is checked here. For one run.
 */
final class FormedAnswer {

    /** The tool that ends a run. */
    static final String FINISH = "finish";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ANSWER = "answer";
    private static final List<String> KEPT_AT_THE_ROOT = List.of("$defs", "definitions");
    private static final int MOST_REFUSED = 1;
    private static final String DEFAULT_NAME = "answer";

    private final Supplier<RunProgress> progress;

    /** @param progress of the run as it is now */
    FormedAnswer(Supplier<RunProgress> progress) {
        this.progress = progress;
    }

    private RunProgress run() {
        return progress.get();
    }

    /** Whether an answer may turn out not to be what was asked for. */
    boolean restricts() {
        return run().mustCallFunction() || run().caller().format() != null;
    }

    private AnswerFormat format() {
        return run().caller().format();
    }

    /** A spoken answer. */
    AnswerFormat.Reading read(String answer) {
        if (run().mustCallFunction()) {
            return new AnswerFormat.Misfit("the caller waits for a call of a function and takes no answer");
        }
        return format() == null ? new AnswerFormat.Fits(answer) : format().read(answer);
    }

    /** The answer in the arguments of a call that ends the run: a text, or the JSON itself. */
    AnswerFormat.Reading read(Call finish) {
        try {
            JsonNode arguments = JSON.readTree(finish.arguments());
            // Some models give the fields of the answer as the arguments.
            JsonNode answer = arguments.has(ANSWER) ? arguments.get(ANSWER) : arguments;
            return read(answer.isString() ? answer.asString() : JSON.writeValueAsString(answer));
        } catch (JacksonException e) {
            return read(finish.arguments());
        }
    }

    /** The same call with the answer as text. */
    Call giving(Call finish, String answer) {
        return new Call(finish.id(), finish.name(), JSON.writeValueAsString(Map.of(ANSWER, answer)));
    }

    /** The model may mend an answer once. */
    boolean mayTryAgain() {
        return run().answersRefused() < MOST_REFUSED;
    }

    /** What the model is told of an answer that was not given. */
    String refusal(String fault) {
        return run().mustCallFunction() ? "No answer was given: " + fault + ". Call " + functions() + "."
                : "The answer was not given, it has not the form that was asked for: " + fault + ". " + format().instruction();
    }

    /** The end of a run whose model was told and did it again. */
    RunFailed failure(String fault) {
        return run().mustCallFunction()
                ? new RunFailed("function-not-called", "The model called no function", "The caller asked for a call of " + functions() + " and the model gave an answer "
                        + (MOST_REFUSED + 1) + " times instead. Ask again, choose another model, or ask without tool_choice.", true)
                : new RunFailed("answer-format", "The answer has not the form that was asked for", "The model's last answer: " + fault + ". It was told so once. "
                        + "Ask again, choose another model, or ask for a simpler form.", true);
    }

    private String functions() {
        return String.join(" or ", run().functions().stream().map(CallerFunction::name).toList());
    }

    /** Told before the last step of a run(). */
    String lastStep() {
        return run().mustCallFunction() ? "One step is left. Call " + functions() + " now."
                : "One step is left. Call finish now with the best answer that your notes support.";
    }

    // --- what the provider is told

    /**
     * The request with what the provider itself can hold a model to; empty when there is nothing. Some servers let a model call no tool while a
     * format holds, so it is sent where nothing is left but to answer: there is nothing to read and no function to call, or an answer was
     * refused.
     */
    Optional<ChatRequest> asking(ChatRequest plain, ContextState state) {
        if (run().mustCallFunction()) {
            return Optional.of(again(plain).toolChoice(ToolChoice.REQUIRED).build());
        }
        boolean answersOnly = state.documents().isEmpty() && run().functions().isEmpty();
        if (format() == null || !answersOnly && run().answersRefused() == 0) {
            return Optional.empty();
        }
        return Optional.of(again(plain).responseFormat(responseFormat()).build());
    }

    private static ChatRequest.Builder again(ChatRequest plain) {
        return ChatRequest.builder().messages(plain.messages()).toolSpecifications(plain.toolSpecifications());
    }

    private ResponseFormat responseFormat() {
        var format = ResponseFormat.builder().type(ResponseFormatType.JSON);
        return format().schema() == null ? format.build() : format.jsonSchema(JsonSchema.builder()
                .name(format().name() == null ? DEFAULT_NAME : format().name()).rootElement(JsonRawSchema.from(format().schema())).build()).build();
    }

    /** The tool that ends a run with the form as its argument; as it is where there is none, or where the form can't stand inside another schema. */
    static ToolSpecification asking(AnswerFormat format, ToolSpecification finish) {
        if (format == null) {
            return finish;
        }
        ObjectNode answer = format.schema() == null ? JSON.createObjectNode().put("type", "object") : (ObjectNode) JSON.readTree(format.schema());
        if (answer.findValuesAsString("$ref").stream().anyMatch(reference -> KEPT_AT_THE_ROOT.stream().noneMatch(kept -> reference.startsWith("#/" + kept + "/")))) {
            return finish;
        }
        answer.remove("$schema");
        ObjectNode parameters = JSON.createObjectNode().put("type", "object");
        parameters.putObject("properties").set(ANSWER, answer);
        parameters.putArray("required").add(ANSWER);
        KEPT_AT_THE_ROOT.stream().filter(answer::has).forEach(kept -> parameters.set(kept, answer.remove(kept)));
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", FINISH);
        function.put("description", finish.description());
        function.put("parameters", parameters);
        return ToolFile.tool(JSON.writeValueAsString(Map.of("type", "function", "function", function)));
    }
}
