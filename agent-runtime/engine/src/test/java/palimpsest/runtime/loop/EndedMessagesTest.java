package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.NoteEvent.NoteWritten;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelSettings;
import palimpsest.runtime.model.Provider;
import palimpsest.runtime.model.wire.MessageEnding;
import palimpsest.testkit.Answer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.Answer.Status;
import palimpsest.testkit.ScriptedModelServer;

/** What runs make of messages that end before they are complete, over HTTP, in each dialect, streamed and whole: docs/api.md, How a model's message ends. */
@Timeout(60)
class EndedMessagesTest {

    private final ScriptedModelServer server = ScriptedModelServer.start();
    private final LoopScene scene = new LoopScene();

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Arguments> dialects() {
        return Stream.of(Provider.OPENAI, Provider.ANTHROPIC, Provider.OLLAMA).flatMap(provider -> Stream.of(Arguments.of(provider, false), Arguments.of(provider, true)));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void text_that_was_cut_off_goes_on_and_is_answered_as_one(Provider provider, boolean streamed) {
        server.answers(Reply.text("The answer is that it ").stoppedBy("length"), Reply.text("rains in ").stoppedBy("length"), Reply.text("Berlin."));
        run(provider, streamed, 0);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("The answer is that it rains in Berlin.");
        assertThat(scene.events(AssistantSpoke.class)).extracting(AssistantSpoke::ending).containsExactly(MessageEnding.LENGTH, MessageEnding.LENGTH, null);
        assertThat(scene.last(Nudged.class).content()).contains("Go on exactly where it broke off");
        assertThat(server.lastRequest().raw()).contains("The answer is that it", "rains in");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void an_answer_that_is_cut_off_again_and_again_ends_the_run_and_names_the_limit(Provider provider, boolean streamed) {
        server.otherwise(request -> Reply.text("more and ").stoppedBy("length"));
        run(provider, streamed, 0);
        RunFailed failed = scene.last(RunFailed.class);
        assertThat(failed.type()).isEqualTo("output-limit");
        assertThat(failed.detail()).contains("palimpsest.models.scripted.max-output-tokens", "4 times");
        assertThat(failed.retryable()).isFalse();
        assertThat(scene.events(RunFinished.class)).isEmpty();
        assertThat(scene.events(AssistantSpoke.class)).hasSize(4).allMatch(said -> said.text().equals("more and "));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_message_that_was_cut_off_before_it_said_anything_is_to_be_shorter(Provider provider, boolean streamed) {
        server.answers(Reply.text("").stoppedBy("length"), Reply.text("Short."));
        run(provider, streamed, 0);
        assertThat(scene.events(Nudged.class)).singleElement().satisfies(nudge -> assertThat(nudge.content()).contains("Be shorter"));
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Short.");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void half_a_call_is_not_run(Provider provider, boolean streamed) {
        server.answers(Reply.call("note", "{}").stoppedBy("length"), Reply.call("finish", "{\"answer\": \"Done.\"}"));
        run(provider, streamed, 0);
        assertThat(scene.events(NoteWritten.class)).isEmpty();
        assertThat(scene.events(ToolAnswered.class).getFirst().result().get("error")).asString().contains("cut off at the output limit", "not run");
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Done.");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void calls_that_are_cut_off_again_and_again_end_the_run(Provider provider, boolean streamed) {
        server.otherwise(request -> Reply.call("finish", "{\"answer\": \"So\"}").stoppedBy("length"));
        run(provider, streamed, 0);
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("output-limit");
        assertThat(scene.events(AssistantSpoke.class)).hasSize(4);
        assertThat(scene.state().pendingCalls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void what_a_filter_stopped_is_recorded_and_no_answer(Provider provider, boolean streamed) {
        server.answers(Reply.text("Half an ans").stoppedBy("content_filter"));
        run(provider, streamed, 3);
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("content-filter");
        assertThat(scene.last(RunFailed.class).retryable()).isFalse();
        assertThat(scene.last(AssistantSpoke.class).text()).isEqualTo("Half an ans");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void calls_that_a_filter_stopped_are_not_run_and_later_questions_are_valid(Provider provider, boolean streamed) {
        server.answers(Reply.call("note", "{\"key\":\"k\",\"summary\":\"s\",\"content\":\"c\"}").stoppedBy("content_filter"), Reply.text("Later."));
        run(provider, streamed, 0);
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("content-filter");
        assertThat(scene.events(NoteWritten.class)).isEmpty();
        run(provider, streamed, 0);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Later.");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_refusal_is_recorded_and_told(Provider provider, boolean streamed) {
        server.answers(Reply.refusal("I can't help with that."));
        run(provider, streamed, 3);
        RunFailed failed = scene.last(RunFailed.class);
        assertThat(failed.type()).isEqualTo("refusal");
        assertThat(failed.detail()).contains("I can't help with that.");
        assertThat(failed.retryable()).isFalse();
        assertThat(scene.last(AssistantSpoke.class).ending()).isEqualTo(MessageEnding.REFUSAL);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void an_error_after_half_an_answer_leaves_nothing_of_it(Provider provider, boolean streamed) {
        server.answers(new Answer.ErrorInside(Reply.text("Half an answer that breaks off"), 502, "provider overloaded"));
        run(provider, streamed, 0);
        RunFailed failed = scene.last(RunFailed.class);
        assertThat(failed.type()).isEqualTo("model-unavailable");
        assertThat(failed.detail()).contains("provider overloaded");
        assertThat(failed.retryable()).isTrue();
        assertThat(scene.events(AssistantSpoke.class)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void an_error_a_page_comments_and_a_cut_are_tried_again(Provider provider, boolean streamed) {
        server.answers(new Answer.ErrorInside(Reply.text("Half an answer that breaks off"), 502, "overloaded"), Status.html(), new Answer.CommentsOnly(),
                new Answer.HalfThenClose(Reply.text("one two three four five six")), Reply.text("All of it."));
        run(provider, streamed, 4);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("All of it.");
        assertThat(scene.events(AssistantSpoke.class)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void thoughts_are_no_answer_and_a_message_of_nothing_else_is_empty(Provider provider, boolean streamed) {
        server.answers(new Answer.Pieces(List.of("<thi", "nk>It rains")), new Answer.Pieces(List.of("<think>It ra", "ins.</thi", "nk>", "Take a coat.")));
        run(provider, streamed, 0);
        assertThat(scene.events(Nudged.class)).singleElement().satisfies(nudge -> assertThat(nudge.content()).contains("empty"));
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Take a coat.");
        assertThat(scene.events(AssistantSpoke.class)).noneMatch(said -> said.text() != null && said.text().contains("rains"));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void many_empty_messages_make_no_two_messages_of_the_user_in_a_row(Provider provider, boolean streamed) {
        server.answers(Reply.text(""), Reply.text(" "), Reply.text(""), Reply.text("At last."));
        run(provider, streamed, 0);
        assertThat(scene.events(Nudged.class)).hasSize(3);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("At last.");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_name_that_the_model_makes_up_and_an_id_that_it_gives_twice_are_sent_mended_and_recorded_as_they_were(Provider provider, boolean streamed) {
        var made = new Answer.Call("call_0", "functions.get weather!", "{}");
        server.answers(new Reply(null, List.of(made), null, null), new Reply(null, List.of(made), null, null), Reply.text("Done."));
        run(provider, streamed, 0);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Done.");
        List<Call> calls = scene.events(AssistantSpoke.class).stream().flatMap(said -> said.calls().stream()).toList();
        assertThat(calls).extracting(Call::name).containsOnly("functions.get weather!");
        assertThat(calls).extracting(Call::id).doesNotHaveDuplicates();
        assertThat(server.lastRequest().raw()).doesNotContain("\"name\":\"functions.get weather!\"");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void text_that_cannot_be_stored_is_replaced_and_the_log_says_so(Provider provider, boolean streamed) {
        server.answers(Reply.text("It is \0."));
        run(provider, streamed, 0);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("It is \uFFFD.");
        assertThat(scene.last(HistoryRepaired.class).what()).isEqualTo("unstorable-text");
    }

    private void run(Provider provider, boolean streamed, int retries) {
        var settings = ModelSettings.of("scripted", provider, provider == Provider.OLLAMA ? server.address().toString() : server.baseUrl(), "m").withApiKey("key-of-four");
        var models = new ModelCatalog(List.of(), List.of(settings.withPatience(settings.timeout(), retries)), null, Clock.systemUTC(), wait -> { });
        scene.ask("Anything?");
        try (var listening = scene.conversations.listen(LoopScene.CONVERSATION, streamed)) {
            scene.run(models.defaultModel().chatModel());
        }
        assertThat(server.lastRequest().body().path("stream").asBoolean(false)).isEqualTo(streamed);
    }
}
