package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.runtime.model.ModelFailure.Kind;
import palimpsest.testkit.Answer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.Answer.Status;
import palimpsest.testkit.ScriptedModelServer;
import palimpsest.testkit.SettableClock;

@Timeout(60)
class ModelFailuresTest {

    private static final String KEY = "sk-very-secret-0123456789";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ScriptedModelServer server = ScriptedModelServer.start();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final Waits waits = new Waits();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void an_answer_that_does_not_end_is_given_up_before_it_takes_the_heap(String type) {
        server.answers(new Answer.Status(200, Map.of("Content-Type", type), "{\"x\": \"" + "a".repeat(StreamReading.LONGEST) + "\"}"));
        var settings = ModelSettings.of("m", Provider.OPENAI, server.baseUrl(), "x").withPatience(LONG, 0);

        var request = ChatRequest.builder().messages(UserMessage.from("q")).build();
        ChatModel model = catalog(settings).defaultModel().chatModel();
        TokenListener listener = type.contains("stream") ? new Ignoring() : null;
        ModelFailure failure = catchThrowableOfType(ModelFailure.class, () -> StreamingModel.ask(model, request, listener));

        assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(failure).hasMessageContaining("more than 32 MB in one answer");
    }

    @ParameterizedTest
    @EnumSource(names = "EXTRACTIVE", mode = EnumSource.Mode.EXCLUDE)
    void an_endpoint_that_is_down_is_unreachable_whatever_it_speaks(Provider provider) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        var settings = ModelSettings.of("m", provider, "http://127.0.0.1:" + port + "/v1", "x").withApiKey(KEY)
                .withPatience(LONG, 0);
        ModelFailure failure = failure(settings);
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("http://127.0.0.1:" + port + "/v1").hasMessageContaining("check that it runs");
    }

    @Test
    void an_unknown_host_is_unreachable() {
        ModelFailure failure = failure(ModelSettings.of("m", Provider.OPENAI, "http://no-such-host.invalid/v1", "x")
                .withPatience(LONG, 0));
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void silence_ends_at_the_timeout() {
        server.answers(new Answer.Silence());
        ModelFailure failure = failure(openAi(SOON, 0));
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure).hasMessageContaining("within 1 s").hasMessageContaining("raise the timeout of model local");
    }

    @Test
    void a_body_that_stalls_ends_at_the_timeout_too() {
        server.answers(new Answer.HalfThenSilence(Reply.text("x".repeat(5000))));
        assertThat(failure(openAi(SOON, 0)).kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void a_slow_answer_within_the_timeout_is_an_answer() {
        server.answers(new Answer.Late(Duration.ofMillis(300), Reply.text("at last")));
        assertThat(chat(openAi(LONG, 0))).isEqualTo("at last");
    }

    @Test
    void a_refused_key_is_said_and_never_shown() {
        server.answers(Status.of(401, "Incorrect API key provided: " + KEY));
        ModelFailure failure = failure(openAi(LONG, 3));
        assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure).hasMessageContaining("refused the key (401)").hasMessageContaining("api-key of model local")
                .hasMessageContaining("Incorrect API key provided: ***");
        assertThat(everything(failure)).doesNotContain(KEY);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.lastRequest().header("Authorization")).contains("Bearer " + KEY);
    }

    @Test
    void a_key_in_a_header_or_in_the_address_is_never_shown() {
        server.answers(Status.of(403, "go away, header-secret-1"));
        String base = server.baseUrl().replace("//", "//user:address-secret@");
        var failure = failure(ModelSettings.of("m", Provider.OPENAI, base, "x").withPatience(LONG, 0)
                .withHeaders(Map.of("X-Auth", "Bearer header-secret-1")));
        assertThat(everything(failure)).doesNotContain("header-secret-1").doesNotContain("address-secret");
    }

    @Test
    void too_many_requests_wait_as_long_as_they_are_asked_to() {
        server.answers(Status.tooManyRequests("7"), Status.tooManyRequests("Sun, 01 Mar 2026 10:00:11 GMT"), Reply.text("now"));
        assertThat(chat(openAi(LONG, 3))).isEqualTo("now");
        assertThat(waits.asked()).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(11));
    }

    @Test
    void a_wait_of_over_a_minute_is_left_to_the_user() {
        server.answers(Status.tooManyRequests("600"));
        ModelFailure failure = failure(openAi(LONG, 3));
        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.retryAfter()).contains(Duration.ofMinutes(10));
        assertThat(failure).hasMessageContaining("asks to wait 600 s");
        assertThat(waits.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-3", "NaN"})
    void a_retry_after_that_makes_no_sense_leaves_the_usual_wait(String header) {
        server.answers(Status.tooManyRequests(header), Reply.text("now"));
        assertThat(chat(openAi(LONG, 1))).isEqualTo("now");
        assertThat(waits.asked()).singleElement().satisfies(wait -> assertThat(wait).isLessThan(Duration.ofSeconds(2)));
    }

    @Test
    void a_retry_after_beyond_all_bounds_is_left_to_the_user() {
        server.answers(Status.tooManyRequests("9e999"));
        assertThat(failure(openAi(LONG, 1)).kind()).isEqualTo(Kind.RATE_LIMITED);
    }

    @Test
    void a_server_error_is_tried_again_and_then_reported() {
        server.answers(Status.of(500), Status.of(503), Reply.text("fine"));
        assertThat(chat(openAi(LONG, 3))).isEqualTo("fine");
        assertThat(server.requests()).hasSize(3);

        server.answers(Status.of(500, "cuda out of memory"), Status.of(502), Status.of(500, "cuda out of memory"));
        ModelFailure failure = failure(openAi(LONG, 2));
        assertThat(failure.kind()).isEqualTo(Kind.PROVIDER_ERROR);
        assertThat(failure).hasMessageContaining("failed (500)").hasMessageContaining("cuda out of memory");
        assertThat(server.requests()).as("three calls before, then one and two retries: counted once").hasSize(6);
    }

    @Test
    void half_an_answer_and_a_closed_connection_are_a_bad_response() {
        server.answers(new Answer.HalfThenClose(Reply.text("x".repeat(5000))));
        ModelFailure failure = failure(openAi(LONG, 0));
        assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("in the middle of its answer");
    }

    @Test
    void half_a_json_is_a_bad_response() {
        server.answers(Status.json("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"cont"));
        ModelFailure failure = failure(openAi(LONG, 0));
        assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(failure).hasMessageContaining("JSON that breaks off");
    }

    @Test
    void a_web_page_is_a_bad_response_that_points_at_the_address() {
        server.answers(Status.html());
        ModelFailure failure = failure(openAi(LONG, 0));
        assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(failure).hasMessageContaining("web page").hasMessageContaining("base-url");
    }

    @Test
    void no_choices_or_nothing_at_all_is_a_bad_response() {
        server.answers(Status.emptyChoices(), Status.json("{\"error\":{\"message\":\"model is loading\"}}"), Status.json(""),
                Status.json("[]"), Status.json("{\"choices\":[{\"message\":{\"tool_calls\":7}}]}"), Status.json("{\"detail\":\"weights are read\"}"));
        assertThat(failure(openAi(LONG, 0))).hasMessageContaining("without a message");
        assertThat(failure(openAi(LONG, 0))).hasMessageContaining("model is loading");
        assertThat(failure(openAi(LONG, 0))).hasMessageContaining("answered with nothing");
        assertThat(failure(openAi(LONG, 0)).kind()).isEqualTo(Kind.BAD_RESPONSE);
        ModelFailure odd = failure(openAi(LONG, 0));
        assertThat(odd.kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(odd).hasMessageContaining("can't be understood");
        assertThat(odd.getMessage()).doesNotContain("com.fasterxml", "Source:");
        assertThat(failure(openAi(LONG, 0))).hasMessageContaining("weights are read");
        assertThat(server.requests()).hasSize(6);
    }

    @Test
    void a_request_that_is_too_long_says_which_setting_to_change() {
        server.answers(Status.of(400, "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens."));
        ModelFailure failure = failure(openAi(LONG, 3));
        assertThat(failure.kind()).isEqualTo(Kind.CONTEXT_LENGTH);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure).hasMessageContaining("longer than the model takes").hasMessageContaining("window of model local")
                .hasMessageContaining("8192");
    }

    @Test
    void an_unknown_model_and_a_redirect_name_what_to_check() {
        server.answers(Status.of(404, "no such model"), Status.of(302, "moved").with("Location", "http://127.0.0.1/elsewhere"));
        assertThat(failure(openAi(LONG, 3))).hasMessageContaining("knows no model scripted");
        assertThat(failure(openAi(LONG, 3))).hasMessageContaining("redirect (302)");
    }

    @Test
    void a_long_error_is_kept_short() {
        server.answers(Status.of(400, "blah ".repeat(2000)));
        assertThat(failure(openAi(LONG, 0)).getMessage()).hasSizeLessThan(600);
    }

    @Test
    void an_interrupt_ends_the_call_at_once_and_is_not_lost() throws Exception {
        server.answers(new Answer.Silence());
        var model = catalog(openAi(LONG, 3)).get("local").chatModel();
        var outcome = new CompletableFuture<String>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                outcome.complete(model.chat("q"));
            } catch (ModelFailure failure) {
                outcome.complete(failure.kind() + " " + Thread.currentThread().isInterrupted());
            }
        });
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !server.requests().isEmpty());
        caller.interrupt();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo("CANCELLED true");
        assertThat(waits.asked()).isEmpty();
    }

    @Test
    void anthropic_and_ollama_errors_read_the_same() {
        server.answers(Status.of(429).with("Retry-After", "3"), Status.of(401), Status.json("{\"x\":1}"), Status.html());
        var anthropic = ModelSettings.of("a", Provider.ANTHROPIC, server.baseUrl(), "x").withApiKey(KEY).withPatience(LONG, 0);
        assertThat(failure(anthropic).retryAfter()).contains(Duration.ofSeconds(3));
        assertThat(failure(anthropic).kind()).isEqualTo(Kind.UNAUTHORIZED);
        var ollama = ModelSettings.of("o", Provider.OLLAMA, server.address().toString(), "x").withPatience(LONG, 0);
        assertThat(failure(ollama)).hasMessageContaining("without a message");
        assertThat(failure(ollama)).hasMessageContaining("web page");
    }

    @Test
    void anthropic_without_a_key_says_so_when_it_is_called() {
        var settings = ModelSettings.of("claude", Provider.ANTHROPIC, server.baseUrl(), "x");
        ModelFailure failure = failure(settings);
        assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
        assertThat(failure).hasMessageContaining("set the api-key of model claude");
        assertThat(server.requests()).isEmpty();
    }

    private ModelSettings openAi(Duration timeout, int retries) {
        return ModelSettings.of("local", Provider.OPENAI, server.baseUrl(), "scripted").withApiKey(KEY).withPatience(timeout, retries);
    }

    private ModelCatalog catalog(ModelSettings settings) {
        return new ModelCatalog(List.of(), List.of(settings), null, clock, waits);
    }

    private String chat(ModelSettings settings) {
        return catalog(settings).defaultModel().chatModel().chat("q");
    }

    private static final class Ignoring implements TokenListener {
        @Override
        public void text(String part) {}

        @Override
        public void arguments(int call, String tool, String part) {}

        @Override
        public void again() {}
    }

    private ModelFailure failure(ModelSettings settings) {
        var model = catalog(settings).defaultModel().chatModel();
        ModelFailure failure = catchThrowableOfType(ModelFailure.class, () -> model.chat(UserMessage.from("q")));
        assertThat(failure).as("the call must fail").isNotNull();
        return failure;
    }

    private static String everything(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
