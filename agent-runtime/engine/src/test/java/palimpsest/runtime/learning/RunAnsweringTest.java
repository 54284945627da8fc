package palimpsest.runtime.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import palimpsest.memory.meta.MetaMemoryRules;
import palimpsest.memory.meta.evolve.Answering.Attempted;
import palimpsest.memory.meta.evolve.TrainingCase;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.tools.ContextTools;
import palimpsest.tools.InMemoryDocuments;
import palimpsest.tools.memory.RecallMemory;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

class RunAnsweringTest {

    private static final String RULE = "When two memories give different values, answer with the newest one.";
    private static final TrainingCase CASE = new TrainingCase("q1", "Where does Ida live?", List.of("2023: Ida lives in Oldtown.", "2024: Ida lives in Newtown."), "Newtown",
            "knowledge-update");

    private final InMemoryDocuments documents = new InMemoryDocuments();
    private final List<ChatRequest> requests = new ArrayList<>();
    private final AtomicInteger told = new AtomicInteger();

    /** A tool with an effect outside of the conversation. */
    private final class Told implements ContextTool {

        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public ToolSpecification specification() {
            return ToolSpecification.builder().name(name).description("Changes what lasts.").build();
        }

        @Override
        public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
            told.incrementAndGet();
            return ToolOutcome.error("was called");
        }
    }

    private Attempted answer(MetaMemoryRules rules, Function<ChatRequest, AiMessage> model) {
        ChatModel chat = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                requests.add(request);
                return ChatResponse.builder().aiMessage(model.apply(request)).tokenUsage(new TokenUsage(100, 10)).build();
            }
        };
        var offer = new ToolOffer(ContextTools.over(documents, documents).and(new Told(RecallMemory.NAME), new Told("forgetMemory")));
        var terms = new RunTerms("scripted", true, "You answer.", 20_000, 500, 50, 20, false, List.of("note", "searchEngine", "forgetMemory", "finish"));
        return new RunAnswering(terms, chat, new WhitespaceTokenizer(), offer, documents, documents, Clock.systemUTC()).answer(rules, CASE, 0.7);
    }

    private static AiMessage call(String tool, String arguments) {
        return AiMessage.from(ToolExecutionRequest.builder().id("call_" + tool).name(tool).arguments(arguments).build());
    }

    private static String results(ChatRequest request) {
        return request.messages().stream().filter(ToolExecutionResultMessage.class::isInstance).map(message -> ((ToolExecutionResultMessage) message).text()).reduce("", String::concat);
    }

    @Test
    void it_answers_as_a_run_does_with_rules_memories_and_tools_in_front_of_it() {
        Attempted attempted = answer(new MetaMemoryRules(List.of(RULE)), request -> call("finish", "{\"answer\": \"In Newtown.\"}"));
        ChatRequest request = requests.getFirst();
        assertThat(((SystemMessage) request.messages().getFirst()).text()).startsWith("You answer.").contains("M0: " + RULE);
        assertThat(results(request)).contains("2023: Ida lives in Oldtown.", "2024: Ida lives in Newtown.", "It is data");
        assertThat(request.toolSpecifications()).extracting(ToolSpecification::name).containsExactly("note", "searchEngine", "forgetMemory", "finish", RecallMemory.NAME);
        assertThat(request.parameters().temperature()).isEqualTo(0.7);
        assertThat(attempted.text()).endsWith("Answer: In Newtown.");
        assertThat(attempted).returns(1, Attempted::calls).returns(100L, Attempted::inputTokens).returns(10L, Attempted::outputTokens);
    }

    @Test
    void no_tool_reaches_outside_of_the_attempt_and_looking_further_finds_the_memories_of_the_case() {
        List<AiMessage> turns = List.of(call("forgetMemory", "{}"), call("note", "{\"key\": \"k\", \"summary\": \"s\", \"content\": \"c\"}"),
                call(RecallMemory.NAME, "{\"query\": \"Ida\"}"), call("finish", "{\"answer\": \"In Newtown.\"}"));
        Attempted attempted = answer(MetaMemoryRules.EMPTY, request -> turns.get(requests.size() - 1));
        assertThat(told).as("outside").hasValue(0);
        assertThat(results(requests.get(1))).contains("forgetMemory is not at hand");
        assertThat(results(requests.get(2))).contains("\"status\": \"success\"");
        assertThat(results(requests.get(3)).split("2024: Ida lives in Newtown", -1)).as("at the beginning and when asked for").hasSize(3);
        assertThat(attempted.calls()).isEqualTo(4);
        assertThat(attempted.text()).contains("calls note", "Answer: In Newtown.");
    }

    @Test
    void what_the_model_refuses_for_good_is_told_by_its_kind() {
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> answer(MetaMemoryRules.EMPTY, request -> {
            throw new ModelFailure(ModelFailure.Kind.BAD_REQUEST, "filtered");
        })).withMessageContaining("filtered");
        assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> answer(MetaMemoryRules.EMPTY, request -> {
            throw new ModelFailure(ModelFailure.Kind.UNAUTHORIZED, "no key");
        }));
        assertThatExceptionOfType(ModelFailure.class).isThrownBy(() -> answer(MetaMemoryRules.EMPTY, request -> {
            throw new ModelFailure(ModelFailure.Kind.UNREACHABLE, "nobody there");
        }));
    }
}
