package palimpsest.runtime.model.extractive;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import palimpsest.memory.language.Languages;
import tools.jackson.databind.json.JsonMapper;

/**
 * A chat model without a language model: fixed rules drive the context tools (analyse, load or index, search, read, note,
 * prune, finish), and the answer quotes the sentences that share the question's words, or says that it found nothing.
 * It knows nothing but the messages of the request, so equal requests get equal responses; safe for several threads.
 * A question ends after at most 42 calls, whatever the tools answer.
 */
public final class ExtractiveChatModel implements ChatModel {

    /** The model's name in responses and status pages. */
    public static final String NAME = "extractive";
    /** What to tell users about this model, wherever it shows. */
    public static final String DESCRIPTION = "No language model: quotes the sentences that match the question's words.";

    private final ToIntFunction<String> tokenCounter;
    private final BooleanSupplier checked;
    private final Languages languages = Languages.shared();
    private final JsonMapper mapper = JsonMapper.builder().build();

    /** @param tokenCounter tokens of a text, for the reported usage; called from every thread that chats */
    public ExtractiveChatModel(ToIntFunction<String> tokenCounter) {
        this(tokenCounter, () -> false);
    }

    /**
     * @param tokenCounter tokens of a text, for the reported usage; called from every thread that chats
     * @param checked      whether each answer is checked for being one before it is given, as the check {@code absence} does: fewer words of a memory are enough then;
     *                     asked for with each answer
     */
    public ExtractiveChatModel(ToIntFunction<String> tokenCounter, BooleanSupplier checked) {
        this.checked = checked;
        this.tokenCounter = Objects.requireNonNull(tokenCounter, "tokenCounter");
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        List<ChatMessage> messages = request.messages();
        Transcript transcript = Transcript.of(messages, mapper);
        AiMessage reply = reply(decide(transcript, request.toolSpecifications()), transcript);
        int input = messages.stream().map(Transcript::visible).mapToInt(tokenCounter).sum();
        return ChatResponse.builder()
                .aiMessage(reply)
                .modelName(NAME)
                .tokenUsage(new TokenUsage(input, tokenCounter.applyAsInt(Transcript.visible(reply))))
                .finishReason(reply.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
                .build();
    }

    private Move decide(Transcript transcript, List<ToolSpecification> tools) {
        Set<String> offered = tools == null ? Set.of() : tools.stream().map(ToolSpecification::name).collect(Collectors.toUnmodifiableSet());
        Optional<MemoryRequest> ofMemory = MemoryKeeping.asked(transcript, offered);
        if (ofMemory.isPresent()) {
            return new MemoryKeeping(transcript, ofMemory.get(), Question.of(ofMemory.get().about(), null, languages), offered).next();
        }
        Question asked = Question.of(transcript.question(), transcript.earlier(), languages);
        Question question = transcript.document().map(asked::about).orElse(asked);
        List<Chunks.Hit> hits = transcript.all(Tools.SEARCH).stream().filter(Step::readable).flatMap(search -> Chunks.hits(search.result()).stream()).toList();
        Relevance relevance = new Relevance(question, hits.stream().map(Chunks.Hit::text).distinct().toList(), hits.stream().map(Chunks.Hit::document).distinct().toList());
        return new ReadingPolicy(transcript, question, relevance, new Notebook(transcript, relevance, mapper), offered, checked.getAsBoolean()).next();
    }

    private AiMessage reply(Move move, Transcript transcript) {
        return switch (move) {
            case Move.Say say -> AiMessage.from(say.text());
            case Move.Call call -> {
                ToolExecutionRequest request = ToolExecutionRequest.builder()
                        .id("call_" + (transcript.assistantTurns() + 1))
                        .name(call.tool())
                        .arguments(mapper.writeValueAsString(call.arguments()))
                        .build();
                yield call.text() == null ? AiMessage.from(List.of(request)) : AiMessage.from(call.text(), List.of(request));
            }
        };
    }
}
