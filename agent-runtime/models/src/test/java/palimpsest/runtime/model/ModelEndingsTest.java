package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import palimpsest.runtime.model.ModelFailure.Kind;
import palimpsest.runtime.model.wire.MessageEnding;
import palimpsest.testkit.Answer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.Answer.Status;
import palimpsest.testkit.ScriptedModelServer;

/** How a model's message ends, over HTTP, in each dialect, streamed and whole. */
@Timeout(60)
class ModelEndingsTest {

    private static final ChatRequest REQUEST = ChatRequest.builder().messages(UserMessage.from("q")).build();

    private final ScriptedModelServer server = ScriptedModelServer.start();
    /** What is shown to who reads along; what was taken back is not. */
    private final List<String> shown = new ArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Arguments> dialects() {
        return Stream.of(Provider.OPENAI, Provider.ANTHROPIC, Provider.OLLAMA).flatMap(provider -> Stream.of(Arguments.of(provider, false), Arguments.of(provider, true)));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_whole_message_has_no_ending(Provider provider, boolean streamed) {
        server.answers(Reply.text("All of it."));
        assertThat(ModelResponses.ending(ask(provider, streamed, 0))).isNull();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void text_that_was_cut_off_or_filtered_is_kept_and_says_so(Provider provider, boolean streamed) {
        server.answers(Reply.text("Half an ans").stoppedBy("length"), Reply.text("Half").stoppedBy("content_filter"), Reply.text("").stoppedBy("content_filter"));
        ChatResponse cut = ask(provider, streamed, 0);
        assertThat(cut.aiMessage().text()).isEqualTo("Half an ans");
        assertThat(ModelResponses.ending(cut)).isEqualTo(MessageEnding.LENGTH);
        ChatResponse filtered = ask(provider, streamed, 0);
        assertThat(filtered.aiMessage().text()).isEqualTo("Half");
        assertThat(ModelResponses.ending(filtered)).isEqualTo(MessageEnding.CONTENT_FILTER);
        assertThat(ModelResponses.ending(ask(provider, streamed, 0))).isEqualTo(MessageEnding.CONTENT_FILTER);
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_refusal_is_the_text_and_says_so(Provider provider, boolean streamed) {
        server.answers(Reply.refusal("I can't help with that."));
        ChatResponse refused = ask(provider, streamed, 0);
        assertThat(refused.aiMessage().text()).isEqualTo("I can't help with that.");
        assertThat(ModelResponses.ending(refused)).isEqualTo(MessageEnding.REFUSAL);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void an_error_inside_an_answer_is_a_failure_that_may_pass(Provider provider, boolean streamed) {
        server.answers(new Answer.ErrorInside(null, 502, "upstream overloaded"), new Answer.ErrorInside(Reply.text("Half an answer that goes on"), 502, "upstream overloaded"));
        for (int call = 0; call < 2; call++) {
            ModelFailure failure = failure(provider, streamed);
            assertThat(failure.kind()).isEqualTo(Kind.PROVIDER_ERROR);
            assertThat(failure.retryable()).isTrue();
            assertThat(failure).hasMessageContaining("upstream overloaded");
        }
        server.answers(new Answer.ErrorInside(Reply.text("Half an answer that goes on"), 502, "upstream overloaded"), Reply.text("All of it."));
        assertThat(ask(provider, streamed, 1).aiMessage().text()).isEqualTo("All of it.");
        assertThat(String.join("", shown)).isEqualTo(streamed ? "All of it." : "");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void an_error_inside_an_answer_that_will_not_pass_is_not_tried_again(Provider provider, boolean streamed) {
        server.answers(new Answer.ErrorInside(Reply.text("one two three"), 400, "this model's maximum context length is exceeded"));
        assertThat(failure(provider, streamed).kind()).isEqualTo(Kind.CONTEXT_LENGTH);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_web_page_is_named_whatever_it_says_to_be(Provider provider, boolean streamed) {
        server.answers(Status.html(), Status.html().with("Content-Type", "text/event-stream"), Status.html().with("Content-Type", "application/json"));
        for (int call = 0; call < 3; call++) {
            ModelFailure failure = failure(provider, streamed);
            assertThat(failure).hasMessageContaining("web page").hasMessageContaining("base-url");
            assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void nothing_but_comments_is_no_answer(Provider provider, boolean streamed) {
        server.answers(new Answer.CommentsOnly());
        ModelFailure failure = failure(provider, streamed);
        assertThat(failure.kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(failure).hasMessageContaining(streamed && provider != Provider.OLLAMA ? "comments" : "answered with nothing");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void an_answer_that_breaks_off_is_a_failure_and_tried_again(Provider provider, boolean streamed) {
        server.answers(new Answer.HalfThenClose(Reply.text("one two three four five six")));
        assertThat(failure(provider, streamed)).hasMessageContaining("closed the connection");
        server.answers(new Answer.HalfThenClose(Reply.text("one two three four five six")), Reply.text("All of it."));
        assertThat(ask(provider, streamed, 1).aiMessage().text()).isEqualTo("All of it.");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void what_a_model_thinks_in_its_text_is_no_answer(Provider provider, boolean streamed) {
        server.answers(new Answer.Pieces(List.of("<th", "ink>It ra", "ins.</th", "ink>\n\nTake", " a coat.")), new Answer.Pieces(List.of("<think>", "It rains and")),
                new Answer.Pieces(List.of("It rains.", "\n</think>", "\n\n", "Take a coat.")));
        assertThat(ask(provider, streamed, 0).aiMessage().text()).isEqualTo("Take a coat.");
        assertThat(String.join("", shown)).isEqualTo(streamed ? "Take a coat." : "");
        shown.clear();
        assertThat(ask(provider, streamed, 0).aiMessage().text()).isNullOrEmpty();
        assertThat(shown).isEmpty();
        assertThat(ask(provider, streamed, 0).aiMessage().text()).isEqualTo("Take a coat.");
        assertThat(String.join("", shown)).isEqualTo(streamed ? "Take a coat." : "");
    }

    private ModelFailure failure(Provider provider, boolean streamed) {
        ModelFailure failure = catchThrowableOfType(ModelFailure.class, () -> ask(provider, streamed, 0));
        assertThat(failure).isNotNull();
        return failure;
    }

    private ChatResponse ask(Provider provider, boolean streamed, int retries) {
        var settings = ModelSettings.of("m", provider, provider == Provider.OLLAMA ? server.address().toString() : server.baseUrl(), "m").withApiKey("key-of-four");
        var model = new ModelCatalog(List.of(), List.of(settings.withPatience(settings.timeout(), retries)), null, Clock.systemUTC(), wait -> { }).defaultModel().chatModel();
        return StreamingModel.ask(model, REQUEST, streamed ? listener() : null);
    }

    private TokenListener listener() {
        return new TokenListener() {
            @Override
            public void text(String part) {
                shown.add(part);
            }

            @Override
            public void arguments(int call, String tool, String part) {
                throw new AssertionError("no call was made");
            }

            @Override
            public void again() {
                shown.clear();
            }
        };
    }
}
