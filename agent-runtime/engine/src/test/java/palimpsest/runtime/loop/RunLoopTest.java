package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.LoopScene.words;
import static palimpsest.runtime.loop.TalkingModel.after;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.calls;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.request;
import static palimpsest.runtime.loop.TalkingModel.text;
import static palimpsest.runtime.loop.TalkingModel.throwing;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.output.FinishReason;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.runtime.model.ModelFailure;

class RunLoopTest {

    private final LoopScene scene = new LoopScene();

    // --- the ordinary way

    @Test
    void a_question_is_answered_from_what_was_read() {
        scene.attach("ridge.txt", "Timber grows on the ridge.\nNothing grows in the canal.").ask("What grows on the ridge?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 5}"), call("searchEngine", "{\"keyword\": \"ridge\"}"),
                call("readChunk", "{\"chunk_id\": 0}"), call("note", "{\"key\": \"ridge\", \"summary\": \"timber\", \"content\": \"chunk 0\"}"),
                call("deleteContext", "{\"msg_id\": 6}"), finish("Timber grows on the ridge."));

        scene.run(model);

        var result = scene.last(RunFinished.class).result();
        assertThat(result.answer()).isEqualTo("Timber grows on the ridge.");
        assertThat(result.stoppedBy()).isEqualTo("finish");
        assertThat(result.steps()).isEqualTo(6).isEqualTo(model.asked());
        assertThat(result.found()).isTrue();
        assertThat(result.citations()).singleElement().satisfies(cited -> {
            assertThat(cited.quote()).isEqualTo("Timber grows on the ridge.");
            assertThat(cited.document()).isEqualTo("ridge.txt");
        });
        assertThat(result.documentTokens()).isEqualTo(10);
        assertThat(result.tokensRead()).isEqualTo(5);
        assertThat(result.prunedMessages()).isEqualTo(1);
        assertThat(result.notes()).extracting(note -> note.key() + "=" + note.summary()).containsExactly("ridge=timber");
        var measured = scene.events(BudgetMeasured.class).stream().map(BudgetMeasured::requestTokens).toList();
        assertThat(result.peakRequestTokens()).isEqualTo(measured.stream().mapToInt(Integer::intValue).max().orElseThrow());
        assertThat(result.totalRequestTokens()).isEqualTo(measured.stream().mapToLong(Integer::longValue).sum());
        assertThat(scene.events(StepStarted.class)).extracting(StepStarted::step).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(scene.state().running()).isFalse();
    }

    @Test
    void text_without_a_call_is_the_answer() {
        scene.ask("Anything?");

        scene.run(new TalkingModel(text("  Nothing at all.\n")));

        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Nothing at all.");
        assertThat(scene.last(RunFinished.class).result().stoppedBy()).isEqualTo("text");
    }

    @Test
    void a_second_question_goes_on_in_the_same_window() {
        scene.ask("First?");
        scene.run(new TalkingModel(finish("one")));
        scene.ask("Second?");
        var model = new TalkingModel(finish("two"));

        scene.run(model);

        List<ChatMessage> sent = model.requests().getFirst().messages();
        assertThat(sent).extracting(message -> (Object) message.getClass()).containsExactly(SystemMessage.class, UserMessage.class,
                AiMessage.class, ToolExecutionResultMessage.class, UserMessage.class);
        assertThat(((UserMessage) sent.getLast()).singleText()).isEqualTo("Second?");
        assertThat(scene.events(AssistantSpoke.class)).extracting(AssistantSpoke::msgId).containsExactly(1, 3);
        assertThat(scene.last(RunFinished.class).result().steps()).isEqualTo(1);
    }

    @Test
    void a_conversation_without_a_run_asks_nothing() {
        var model = new TalkingModel(finish("never"));

        scene.run(model);

        assertThat(model.asked()).isZero();
        assertThat(scene.events()).isEmpty();
    }

    // --- what models get wrong

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "teleport     | {}                                | Tool 'teleport' not found. Available tools: analyzeText",
        "mergeNotes   | {\"keys\": [\"a\"]}               | Tool 'mergeNotes' not found",
        "readChunk    | {\"chunk_id\":                    | are not one JSON object",
        "readChunk    | {\"chunk_id\": 0} trailing        | are not one JSON object",
        "readChunk    | [0]                               | are not one JSON object",
        "readChunk    | {}                                | chunk_id is required",
        "readChunk    | {\"chunk_id\": \"x\"}             | chunk_id must be an integer",
        "readChunk    | {\"chunk_id\": 99}                | It must be between 0 and 1",
        "readChunk    | {\"chunk_id\": -1}                | It must be between 0 and 1",
        "readChunk    | {\"chunk_id\": 99999999999999999} | chunk_id must be an integer",
        "buildIndex   | {\"chunk_size\": 0}               | chunk_size must be > 0",
        "searchEngine | {\"keyword\": \" , \"}            | keyword cannot be empty",
        "note         | {\"summary\": \"s\"}              | key is required",
        "readNote     | {\"key\": \"nope\"}               | Note 'nope' not found",
        "updateNote   | {\"key\": \"nope\"}               | Note 'nope' not found",
        "deleteContext| {}                                | msg_id is required",
        "deleteContext| {\"msg_id\": 77}                  | msg_id 77 not found"})
    void a_wrong_call_gets_an_error_that_lets_the_model_recover(String tool, String arguments, String message) {
        scene.attach("a.txt", words(8)).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 4}"), call(tool, arguments), finish("recovered"));

        scene.run(model);

        ToolAnswered answered = scene.events(ToolAnswered.class).get(1);
        assertThat(answered.isError()).isTrue();
        assertThat((String) answered.result().get("error")).contains(message);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("recovered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "{}"})
    void a_call_without_arguments_is_one_with_none(String arguments) {
        scene.attach("a.txt", words(8)).ask("Anything?");

        scene.run(new TalkingModel(call("analyzeText", arguments), finish("done")));

        assertThat(scene.events(ToolAnswered.class).getFirst().result()).containsEntry("total_tokens", 8);
    }

    @Test
    void of_several_calls_the_first_is_run_and_each_other_gets_an_error_of_its_own() {
        scene.attach("a.txt", words(8)).ask("Anything?");
        var model = new TalkingModel(calls(request("a", "analyzeText", "{}"), request("b", "buildIndex", "{}"), request("c", "analyzeText", "{}")),
                finish("done"));

        scene.run(model);

        var answers = scene.events(ToolAnswered.class).subList(0, 3);
        assertThat(answers).extracting(ToolAnswered::callId).containsExactly("a", "b", "c");
        assertThat(answers).extracting(ToolAnswered::msgId).containsExactly(2, 3, 4);
        assertThat(answers).extracting(ToolAnswered::invokingMsgId).containsOnly(1);
        assertThat(answers).extracting(ToolAnswered::isError).containsExactly(false, true, true);
        assertThat((String) answers.get(1).result().get("error")).contains("Only the first tool call");
        assertThat(scene.state().index()).isEmpty();
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void calls_beside_finish_are_answered_too_so_that_the_next_question_sends_a_valid_request() {
        scene.ask("First?");
        scene.run(new TalkingModel(calls(request("a", "finish", "{\"answer\": \"one\"}"), request("b", "analyzeText", "{}"))));
        scene.ask("Second?");
        var model = new TalkingModel(finish("two"));

        scene.run(model);

        assertThat(model.requests().getFirst().messages()).extracting(message -> (Object) message.getClass()).containsExactly(SystemMessage.class,
                UserMessage.class, AiMessage.class, ToolExecutionResultMessage.class, ToolExecutionResultMessage.class, UserMessage.class);
        assertThat(scene.events(RunFinished.class)).extracting(finished -> finished.result().answer()).containsExactly("one", "two");
    }

    @Test
    void calls_without_an_id_get_ids_of_their_own() {
        scene.ask("Anything?");

        scene.run(new TalkingModel(calls(request(null, "analyzeText", "{}"), request("", "analyzeText", "{}")), finish("done")));

        var ids = scene.events(AssistantSpoke.class).getFirst().calls().stream().map(Call::id).toList();
        assertThat(new HashSet<>(ids)).hasSize(2).noneMatch(String::isBlank);
    }

    @Test
    void a_call_without_a_name_is_an_unknown_tool() {
        scene.ask("Anything?");

        scene.run(new TalkingModel(calls(request("a", null, null)), finish("done")));

        assertThat((String) scene.events(ToolAnswered.class).getFirst().result().get("error")).contains("not found");
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void an_empty_response_is_nudged_and_the_empty_turn_is_not_sent() {
        scene.ask("Anything?");
        var model = new TalkingModel(text(null), text("  "), finish("done"));

        scene.run(model);

        assertThat(scene.events(Nudged.class)).extracting(Nudged::content).hasSize(2).allMatch(nudge -> nudge.contains("was empty"));
        assertThat(model.requests().getLast().messages()).noneMatch(AiMessage.class::isInstance);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void a_model_that_stays_empty_fails_the_run_after_three_nudges() {
        scene.ask("Anything?");
        var model = new TalkingModel(text(null));

        scene.run(model);

        assertThat(model.asked()).isEqualTo(4);
        assertThat(scene.events(Nudged.class)).hasSize(3);
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("no-answer");
        assertThat(scene.last(RunFailed.class).retryable()).isTrue();
        assertThat(scene.last(RunFailed.class).detail()).contains("empty messages 4 times", "Ask again");
        assertThat(scene.state().running()).isFalse();
    }

    @Test
    void a_call_between_empty_responses_starts_the_count_anew() {
        scene.ask("Anything?");
        var model = new TalkingModel(text(null), text(null), text(null), call("analyzeText", "{}"), text(null), text(null), text(null), finish("done"));

        scene.run(model);

        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void a_response_that_was_cut_off_is_no_answer() {
        scene.ask("Anything?");
        var model = new TalkingModel(text("The answer is that", FinishReason.LENGTH), finish("done"));

        scene.run(model);

        assertThat(scene.last(Nudged.class).content()).contains("cut off");
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void the_step_limit_ends_a_run_with_what_was_noted() {
        scene.maxSteps(3).ask("Anything?");
        var model = new TalkingModel(call("note", "{\"key\": \"k\", \"summary\": \"so far\", \"content\": \"c\"}"), call("analyzeText", "{}"));

        scene.run(model);

        assertThat(model.asked()).isEqualTo(3);
        var result = scene.last(RunFinished.class).result();
        assertThat(result.stoppedBy()).isEqualTo("step-limit");
        assertThat(result.answer()).contains("3 steps", "- **k**: so far");
        assertThat(result.found()).isFalse();
        assertThat(scene.events(Nudged.class)).singleElement().satisfies(nudge -> assertThat(nudge.content()).contains("One step is left"));
        assertThat(((UserMessage) model.requests().getLast().messages().getLast()).singleText()).contains("One step is left");
    }

    @Test
    void cancel_ends_the_run_after_its_step() {
        scene.ask("Anything?");
        var model = new TalkingModel(after(() -> scene.append(null, new CancelRequested()), call("analyzeText", "{}")), finish("never"));

        scene.run(model);

        assertThat(model.asked()).isEqualTo(1);
        assertThat(scene.last(RunFinished.class).result().stoppedBy()).isEqualTo("cancelled");
        assertThat(scene.events(ToolAnswered.class)).hasSize(1);
    }

    // --- the model fails

    @Test
    void a_model_that_fails_fails_the_run_and_says_whether_to_try_again() {
        scene.ask("Anything?");

        scene.run(new TalkingModel(throwing(new ModelFailure(ModelFailure.Kind.RATE_LIMITED, "Too many requests: wait a minute"))));

        assertThat(scene.last(RunFailed.class)).isEqualTo(
                new RunFailed("model-unavailable", "The model did not answer", "Too many requests: wait a minute", true));
    }

    @Test
    void a_run_whose_model_call_was_interrupted_is_parked_and_goes_on_later() {
        scene.ask("Anything?");
        scene.run(new TalkingModel(throwing(new ModelFailure(ModelFailure.Kind.CANCELLED, "Interrupted"))));

        assertThat(scene.events(RunFailed.class)).isEmpty();
        assertThat(scene.state().running()).isTrue();

        scene.run(new TalkingModel(finish("done")));
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void parked_stops_between_two_steps() {
        scene.ask("Anything?");
        var model = new TalkingModel(call("analyzeText", "{}"));

        scene.loop().run(LoopScene.TENANT, LoopScene.CONVERSATION, model, new WhitespaceTokenizer(), () -> model.asked() == 1);

        assertThat(model.asked()).isEqualTo(1);
        assertThat(scene.state().running()).isTrue();
    }

    // --- others append meanwhile

    @Test
    void documents_attached_while_the_model_thinks_are_there_for_the_call_it_makes() {
        scene.attach("a.txt", words(3)).ask("How much is there?");
        var model = new TalkingModel(after(() -> scene.attach("b.txt", words(4)), call("analyzeText", "{}")), finish("done"));

        scene.run(model);

        assertThat(scene.events(ToolAnswered.class).getFirst().result()).containsEntry("total_tokens", 7);
        assertThat(scene.last(RunFinished.class).result().documentTokens()).isEqualTo(7);
    }

    @Test
    void a_document_detached_while_a_run_goes_on_is_gone_from_its_tools() {
        scene.attach("a.txt", words(3)).ask("How much is there?");
        UUID attached = scene.state().documents().getFirst().id();
        var model = new TalkingModel(after(() -> scene.append(null,
                new DocumentsChanged(List.of(), List.of(attached))), call("analyzeText", "{}")), finish("done"));

        scene.run(model);

        assertThat(scene.events(ToolAnswered.class).getFirst().result()).containsEntry("total_tokens", 0);
    }

    @Test
    void a_run_that_another_runtime_took_over_is_let_go() {
        scene.ask("Anything?");
        var model = new TalkingModel(after(this::elsewhere, call("analyzeText", "{}")));

        scene.run(model);

        assertThat(model.asked()).isEqualTo(1);
        assertThat(scene.events(AssistantSpoke.class)).extracting(AssistantSpoke::text).containsExactly("from elsewhere");
        assertThat(scene.state().running()).isTrue();
    }

    @Test
    void a_run_that_another_runtime_took_over_is_not_failed_by_a_model_that_fails_here() {
        scene.ask("Anything?");

        scene.run(new TalkingModel(after(this::elsewhere, throwing(new ModelFailure(ModelFailure.Kind.TIMEOUT, "slow")))));

        assertThat(scene.events(RunFailed.class)).isEmpty();
        assertThat(scene.state().running()).isTrue();
    }

    @Test
    void steps_of_another_runtime_are_noticed_before_the_model_is_asked_again() {
        scene.ask("Anything?");
        var model = new TalkingModel(call("analyzeText", "{}"), finish("here"));
        int[] steps = {0};

        scene.loop().run(LoopScene.TENANT, LoopScene.CONVERSATION, model, new WhitespaceTokenizer(), () -> {
            if (steps[0]++ == 2) {
                elsewhere();
            }
            return false;
        });

        assertThat(model.asked()).isEqualTo(1);
        assertThat(scene.events(RunFinished.class)).isEmpty();
    }

    private void elsewhere() {
        scene.append(new UUID(9, 1), new AssistantSpoke(scene.state().nextMsgId(), "from elsewhere", List.of(new Call("x", "analyzeText", "{}")), null, null));
    }

    // --- the window

    @Test
    void a_result_that_no_pruning_makes_room_for_enters_in_part_and_says_how_to_read_the_rest() {
        scene.attach("a.txt", words(5000)).window(2000).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 5000}"), call("readChunk", "{\"chunk_id\": 0}"), finish("done"));

        scene.run(model);

        ToolAnswered answered = scene.events(ToolAnswered.class).get(1);
        ResultCut cut = scene.last(ResultCut.class);
        assertThat(answered.result().toString()).as("the history has it whole").contains("w4999");
        assertThat(answered.tokens()).as("tokens as it entered").isEqualTo(cut.tokens()).isLessThan(1900);
        String sent = ((ToolExecutionResultMessage) model.requests().getLast().messages().getLast()).text();
        assertThat(sent).contains("w0 w1", "buildIndex with a chunk_size of at most", "\"msg_id\": 4").doesNotContain("w4999");
        assertThat(scene.state().textRead()).singleElement().satisfies(read -> {
            assertThat(read.end()).isEqualTo(cut.characters());
            assertThat(read.tokens()).as("what really entered").isLessThan(1900).isGreaterThan(500);
            assertThat(sent).contains("begins at character " + read.end());
        });
        assertThat(scene.events(BudgetMeasured.class)).allMatch(budget -> budget.requestTokens() <= 1900);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void the_window_is_measured_with_the_part_that_stands_in_it() {
        scene.attach("a.txt", words(5000)).window(2000).ask("Anything?");
        scene.run(new TalkingModel(call("buildIndex", "{\"chunk_size\": 5000}"), call("readChunk", "{\"chunk_id\": 0}"),
                throwing(new ModelFailure(ModelFailure.Kind.TIMEOUT, "slow"))));

        assertThat(scene.last(BudgetMeasured.class).requestTokens()).isEqualTo(scene.measured());
    }

    private static ToolExecutionRequest[] manyReads(int count) {
        var many = new ToolExecutionRequest[count];
        for (int i = 0; i < count; i++) {
            many[i] = request("c" + i, "readChunk", "{\"chunk_id\": 0}");
        }
        return many;
    }

    @Test
    void of_a_document_larger_than_the_window_as_much_is_loaded_as_fits_with_how_to_read_the_rest() {
        scene.attach("a.txt", words(5000)).window(2000).ask("Anything?");
        var model = new TalkingModel(call("loadDocument", "{}"), finish("done"));

        scene.run(model);

        String sent = ((ToolExecutionResultMessage) model.requests().getLast().messages().getLast()).text();
        assertThat(sent).contains("w0 w1", "Cut: only the first", "buildIndex with a chunk_size of at most").doesNotContain("w1900");
        assertThat(scene.state().textRead()).singleElement().satisfies(read -> {
            assertThat(read.tokens()).as("what really entered").isLessThan(1900).isGreaterThan(500);
            assertThat(sent).contains("begins at character " + read.end(), "w" + (read.tokens() - 1)).doesNotContain("w" + read.tokens() + " ");
        });
        assertThat(scene.events(BudgetMeasured.class)).allMatch(budget -> budget.requestTokens() <= 1900);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void a_document_that_fits_once_older_text_has_gone_is_loaded_whole() {
        scene.attach("a.txt", words(1000)).window(2200).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 900}"), call("readChunk", "{\"chunk_id\": 0}"), call("loadDocument", "{}"), finish("done"));

        scene.run(model);

        assertThat(scene.events(ResultCut.class)).isEmpty();
        assertThat(((ToolExecutionResultMessage) model.requests().getLast().messages().reversed().stream()
                .filter(ToolExecutionResultMessage.class::isInstance).findFirst().orElseThrow()).text()).contains("w0 ", "w999");
        assertThat(scene.events(MessagePruned.class)).extracting(MessagePruned::msgId).contains(4);
    }

    @Test
    void a_result_that_fits_once_the_one_before_is_pruned_is_taken() {
        scene.attach("a.txt", words(1400)).tools("buildIndex", "readChunk", "finish").window(1500).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 700}"), call("readChunk", "{\"chunk_id\": 0}"),
                call("readChunk", "{\"chunk_id\": 1}"), finish("done"));

        scene.run(model);

        assertThat(scene.events(ToolAnswered.class)).noneMatch(ToolAnswered::isError);
        assertThat(scene.events(MessagePruned.class)).extracting(MessagePruned::msgId).contains(4);
        assertThat(scene.events(MessagePruned.class)).allMatch(prune -> prune.by().equals("runtime"));
        assertThat(scene.events(BudgetMeasured.class)).allMatch(budget -> budget.requestTokens() <= 1400);
    }

    @Test
    void a_result_beside_many_refused_calls_leaves_room_for_their_errors() {
        scene.attach("a.txt", words(1000)).tools("buildIndex", "readChunk", "finish").window(1500).ask("Anything?");

        scene.run(new TalkingModel(call("buildIndex", "{\"chunk_size\": 850}"), calls(manyReads(15)), finish("done")));

        assertThat(scene.events(RunFailed.class)).isEmpty();
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void a_note_whose_summary_would_fill_the_window_is_refused() {
        scene.window(2000).maxOutput(600).ask("Anything?");
        var model = new TalkingModel(call("note", "{\"key\": \"k\", \"content\": \"c\", \"summary\": \"" + words(500) + "\"}"), finish("done"));

        scene.run(model);

        ToolAnswered refused = scene.events(ToolAnswered.class).getFirst();
        assertThat((String) refused.result().get("error")).contains("summary", "shorter");
        assertThat(scene.state().notes().size()).isZero();
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void a_question_larger_than_the_window_fails_and_names_the_sizes() {
        scene.window(1000).ask(words(2000));
        var model = new TalkingModel(finish("never"));

        scene.run(model);

        assertThat(model.asked()).isZero();
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("window-too-small");
        assertThat(scene.last(RunFailed.class).detail()).contains("of 1000 tokens", "100 are kept for the answer", "larger window");
        assertThat(scene.last(RunFailed.class).retryable()).isFalse();
    }

    @Test
    void deleting_twice_prunes_once() {
        scene.ask("Anything?");
        scene.run(new TalkingModel(call("analyzeText", "{}"), call("deleteContext", "{\"msg_id\": 2}"), call("deleteContext", "{\"msg_id\": 2}"), finish("done")));

        assertThat(scene.events(MessagePruned.class)).hasSize(1);
        assertThat(scene.events(ToolAnswered.class)).noneMatch(ToolAnswered::isError);
        assertThat(scene.last(MessagePruned.class).by()).isEqualTo("agent");
    }
}
