package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.testkit.Answer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;

/** Models that are listened to, over HTTP. */
@Timeout(60)
class StreamedModelsTest {

    private static final ChatRequest REQUEST = ChatRequest.builder().messages(UserMessage.from("q"))
            .toolSpecifications(ToolSpecification.builder().name("finish").description("Ends.").build()).build();

    private final ScriptedModelServer server = ScriptedModelServer.start();
    private final List<String> texts = new ArrayList<>();
    private final StringBuilder arguments = new StringBuilder();
    private final Map<Integer, String> parts = new TreeMap<>();
    private int attempts = 1;

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(value = Provider.class, names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
    void a_response_is_the_same_whether_it_is_listened_to_or_not(Provider provider) {
        Reply reply = Reply.call("finish", "{\"answer\": \"forty two\"}").saying("Here it is.").usage(50, 6);
        server.answers(reply, reply);
        ChatResponse whole = model(provider).chat(REQUEST);
        ChatResponse streamed = listen(provider);

        assertThat(server.lastRequest().body().path("stream").asBoolean(false)).isTrue();
        assertThat(streamed.aiMessage().text()).isEqualTo(whole.aiMessage().text()).isEqualTo("Here it is.");
        assertThat(streamed.aiMessage().toolExecutionRequests()).extracting(call -> call.name() + call.arguments())
                .isEqualTo(whole.aiMessage().toolExecutionRequests().stream().map(call -> call.name() + call.arguments()).toList());
        assertThat(streamed.aiMessage().toolExecutionRequests().getFirst().id()).isNotBlank();
        assertThat(streamed.tokenUsage().inputTokenCount()).isEqualTo(50);
        assertThat(streamed.tokenUsage().outputTokenCount()).isEqualTo(6);
        assertThat(texts).containsExactly("Here ", "it ", "is.");
        assertThat(arguments.toString()).isIn(provider == Provider.OLLAMA ? List.of("", streamed.aiMessage().toolExecutionRequests().getFirst().arguments())
                : List.of("{\"answer\": \"forty two\"}"));
    }

    @ParameterizedTest
    @EnumSource(value = Provider.class, names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
    void a_stream_that_breaks_off_is_a_failure_and_the_next_attempt_is_announced(Provider provider) {
        server.answers(new Answer.HalfThenClose(Reply.text("one two three four five six seven eight")), Reply.text("All of it."));
        ChatResponse response = listen(provider);
        assertThat(response.aiMessage().text()).isEqualTo("All of it.");
        assertThat(attempts).isEqualTo(2);
    }

    @Test
    void an_endpoint_that_answers_in_one_piece_all_the_same_is_understood() {
        server.answers(Answer.Status.json("""
                {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant",
                "content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"finish","arguments":"{}"}}]}}],
                "usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}"""));
        ChatResponse response = listen(Provider.OPENAI);
        assertThat(response.aiMessage().toolExecutionRequests()).extracting(call -> call.id() + call.name()).containsExactly("afinish");
        assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(5);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"index\":0,", ""})
    void calls_that_a_server_numbers_alike_are_told_apart_by_their_ids(String index) {
        String first = "{%s\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"finish\",\"arguments\":\"{\\\"n\\\":1}\"}}".formatted(index);
        String second = "{%s\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"finish\",\"arguments\":\"{\\\"n\\\":\"}}".formatted(index);
        String goesOn = "{%s\"function\":{\"arguments\":\"2}\"}}".formatted(index);
        server.answers(events(first + "," + second, goesOn));
        assertThat(calls()).extracting(call -> call.id() + call.arguments()).containsExactly("a{\"n\":1}", "b{\"n\":2}");
        server.answers(events(first, second, goesOn));
        assertThat(calls()).extracting(call -> call.id() + call.arguments()).containsExactly("a{\"n\":1}", "b{\"n\":2}");
    }

    @Test
    void a_call_whose_parts_each_have_another_id_is_one_call() {
        server.answers(events("{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"finish\",\"arguments\":\"{\"}}",
                "{\"index\":0,\"id\":\"b\",\"type\":\"function\",\"function\":{\"arguments\":\"}\"}}"));
        assertThat(calls()).extracting(call -> call.name() + call.arguments()).containsExactly("finish{}");
    }

    @Test
    void a_call_without_a_name_is_a_call_and_does_not_end_streaming() {
        server.answers(events("{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"\",\"arguments\":\"{}\"}}"));
        assertThat(calls()).extracting(ToolExecutionRequest::name).containsExactly("unnamed");
        server.answers(events("{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"arguments\":\"{}\"}}",
                "{\"index\":0,\"function\":{\"name\":\"finish\"}}"));
        assertThat(model(Provider.OPENAI).stream(REQUEST, new Parts()).aiMessage().toolExecutionRequests()).extracting(ToolExecutionRequest::name).containsExactly("finish");
        assertThat(server.lastRequest().body().path("stream").asBoolean(false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"object\":\"error\",\"message\":\"out of memory\",\"code\":500}", "{\"detail\":\"out of memory\"}", "{\"code\":503,\"message\":\"out of memory\"}"})
    void an_error_that_stands_by_itself_in_a_stream_ends_it(String error) {
        String half = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Half an ans\"},\"finish_reason\":null}]}\n\n";
        server.answers(stream(half + "data: " + error + "\n\ndata: [DONE]\n\n"), stream("data: " + error + "\n\ndata: [DONE]\n\n"));
        for (int call = 0; call < 2; call++) {
            assertThatThrownBy(this::listenOnce).isInstanceOf(ModelFailure.class).hasMessageContaining("out of memory");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abort", "network_error", "function_call_filter: MALFORMED_FUNCTION_CALL"})
    void a_message_that_its_server_gave_up_is_no_answer(String reason) {
        server.answers(stream("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Half\"},\"finish_reason\":\"" + reason + "\"}]}\n\ndata: [DONE]\n\n"));
        assertThatThrownBy(this::listenOnce).isInstanceOfSatisfying(ModelFailure.class, failure -> assertThat(failure.retryable()).isTrue());
    }

    @Test
    void a_byte_order_mark_is_no_part_of_a_stream() {
        server.answers(stream("\uFEFFdata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"It rains.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));
        assertThat(listenOnce().aiMessage().text()).isEqualTo("It rains.");
    }

    @Test
    void a_stream_that_is_none_is_named() {
        server.answers(stream("upstream connect error or disconnect/reset before headers"));
        assertThatThrownBy(this::listenOnce).hasMessageContaining("isn't JSON").hasMessageContaining("upstream connect error");
    }

    private ChatResponse listenOnce() {
        return model(settings(Provider.OPENAI).withPatience(Duration.ofSeconds(30), 0)).stream(REQUEST, listener());
    }

    private static Answer stream(String body) {
        return new Answer.Status(200, Map.of("Content-Type", "text/event-stream"), body);
    }

    private List<ToolExecutionRequest> calls() {
        List<ToolExecutionRequest> calls = model(Provider.OPENAI).stream(REQUEST, new Parts()).aiMessage().toolExecutionRequests();
        assertThat(parts.keySet()).as("each call is heard under a number of its own").hasSameSizeAs(calls);
        assertThat(List.copyOf(parts.values())).isEqualTo(calls.stream().map(ToolExecutionRequest::arguments).toList());
        parts.clear();
        return calls;
    }

    private final class Parts implements TokenListener {

        @Override
        public void text(String part) {
            texts.add(part);
        }

        @Override
        public void arguments(int call, String tool, String part) {
            parts.merge(call, part, String::concat);
        }

        @Override
        public void again() {
            parts.clear();
        }
    }

    private static Answer events(String... calls) {
        var body = new StringBuilder();
        for (String call : calls) {
            body.append("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[")
                    .append(call).append("]},\"finish_reason\":null}]}\n\n");
        }
        body.append("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n");
        return stream(body.toString());
    }

    @Test
    void an_endpoint_that_refuses_to_stream_is_asked_without_and_not_tried_again() {
        server.answers(Answer.Status.of(400, "stream is not supported"), Reply.text("Whole."), Reply.text("Again."));
        StreamingModel model = model(Provider.OPENAI);
        assertThat(model.stream(REQUEST, listener()).aiMessage().text()).isEqualTo("Whole.");
        assertThat(model.stream(REQUEST, listener()).aiMessage().text()).isEqualTo("Again.");
        assertThat(server.requests()).hasSize(3);
        assertThat(server.lastRequest().body().has("stream")).isFalse();
    }

    @Test
    void errors_of_the_endpoint_are_those_of_a_call_that_is_not_listened_to() {
        server.answers(Answer.Status.of(401));
        assertThatThrownBy(() -> listen(Provider.OPENAI)).isInstanceOfSatisfying(ModelFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.UNAUTHORIZED));
    }

    @Test
    void a_stream_that_stalls_is_given_up_at_the_timeout() {
        server.answers(new Answer.Held(Reply.text("one two three four"), new CountDownLatch(1)));
        var impatient = settings(Provider.OPENAI).withPatience(Duration.ofMillis(500), 0);
        assertThatThrownBy(() -> model(impatient).stream(REQUEST, listener())).isInstanceOfSatisfying(ModelFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.TIMEOUT));
        assertThat(texts).isNotEmpty();
    }

    private ChatResponse listen(Provider provider) {
        return model(provider).stream(REQUEST, listener());
    }

    private StreamingModel model(Provider provider) {
        return model(settings(provider));
    }

    private static StreamingModel model(ModelSettings settings) {
        return (StreamingModel) new ModelCatalog(List.of(), List.of(settings), null, Clock.systemUTC(), wait -> { }).defaultModel().chatModel();
    }

    private ModelSettings settings(Provider provider) {
        return ModelSettings.of("m", provider, provider == Provider.OLLAMA ? server.address().toString() : server.baseUrl(), "m").withApiKey("key-of-four");
    }

    private TokenListener listener() {
        return new TokenListener() {
            @Override
            public void text(String part) {
                texts.add(part);
            }

            @Override
            public void arguments(int call, String tool, String part) {
                assertThat(call).isZero();
                assertThat(tool).isEqualTo("finish");
                arguments.append(part);
            }

            @Override
            public void again() {
                attempts++;
            }
        };
    }
}
