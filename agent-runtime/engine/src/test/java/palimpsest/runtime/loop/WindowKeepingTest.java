package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.LoopScene.words;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.calls;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.request;
import static palimpsest.runtime.loop.TalkingModel.throwing;
import static palimpsest.runtime.loop.TalkingModel.using;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.event.ContextTerms.ToolClearing;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.NoticeGiven;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.CalibrationRaised;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.QuestionsFolded;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.past.LedgerEntry;

class WindowKeepingTest {

    private final LoopScene scene = new LoopScene();

    private static ModelFailure tooLong() {
        return new ModelFailure(ModelFailure.Kind.CONTEXT_LENGTH, "The request is too long");
    }

    // --- room

    @Test
    void a_run_of_which_even_the_stubs_overflow_the_window_goes_on_because_the_oldest_exchanges_are_folded() {
        scene.attach("a.txt", words(400)).tools("buildIndex", "readChunk", "finish").window(1500).maxSteps(160).ask("Anything?");
        var turns = new TalkingModel.Turn[152];
        turns[0] = call("buildIndex", "{\"chunk_size\": 200}");
        for (int i = 1; i < 151; i++) {
            turns[i] = call("readChunk", "{\"chunk_id\": " + i % 2 + "}");
        }
        turns[151] = finish("done");
        var model = new TalkingModel(turns);

        scene.run(model);

        assertThat(scene.events(RunFailed.class)).isEmpty();
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
        assertThat(scene.events(BudgetMeasured.class)).allMatch(budget -> budget.requestTokens() <= 1400);
        assertThat(scene.events(ExchangesFolded.class)).isNotEmpty().allMatch(fold -> fold.by().equals("runtime") && fold.tokensSaved() > 0);
        assertThat(scene.state().messages().size()).as("of 304 messages in all").isLessThan(80);
        assertThat(scene.state().window().total()).isEqualTo(305);
        model.requests().forEach(WindowKeepingTest::assertPaired);
        assertThat(model.requests()).allMatch(request -> ((UserMessage) request.messages().get(1)).singleText().startsWith("Anything?"));
    }

    private static void assertPaired(ChatRequest request) {
        List<String> calls = request.messages().stream().filter(AiMessage.class::isInstance)
                .flatMap(said -> ((AiMessage) said).toolExecutionRequests().stream()).map(ToolExecutionRequest::id).toList();
        List<String> results = request.messages().stream().filter(ToolExecutionResultMessage.class::isInstance)
                .map(result -> ((ToolExecutionResultMessage) result).id()).toList();
        assertThat(results).isEqualTo(calls);
    }

    // --- questions of before

    @Test
    void a_question_that_is_longer_than_the_window_fails_alone_and_the_next_one_is_answered() {
        scene.window(1500).ask("May I fish here?");
        scene.run(new TalkingModel(finish("yes")));
        scene.ask(words(3000));
        scene.run(new TalkingModel(finish("never")));
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("window-too-small");

        scene.ask("Where do herons nest?");
        var model = new TalkingModel(finish("in the reeds"));
        scene.run(model);

        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("in the reeds");
        List<ChatMessage> request = model.requests().getFirst().messages();
        assertThat(((UserMessage) request.get(1)).singleText()).startsWith("(The earlier questions").contains("Available Notes");
        assertThat(((UserMessage) request.getLast()).singleText()).isEqualTo("Where do herons nest?");
        assertThat(scene.state().window().foldedQuestions()).isEqualTo(2);
    }

    @Test
    void a_conversation_goes_on_whatever_was_asked_in_it_before() {
        scene.window(1500);
        for (int i = 0; i < 60; i++) {
            scene.ask("Question " + i + " " + words(100));
            var model = new TalkingModel(finish("answer " + i));
            scene.run(model);
            assertThat(scene.events(RunFailed.class)).as("question %d", i).isEmpty();
            assertThat(model.requests().getFirst().messages().toString()).contains("Question " + i + " ");
        }
        assertThat(scene.events(BudgetMeasured.class)).allMatch(budget -> budget.requestTokens() <= 1400);
        assertThat(scene.events(QuestionsFolded.class)).as("many at once").hasSizeBetween(2, 30).allMatch(fold -> fold.tokensSaved() > 0 && fold.went() > 1);
        var last = LedgerEntry.of(scene.conversations.read(LoopScene.TENANT, LoopScene.CONVERSATION, 0).stream().filter(event -> event.event() instanceof QuestionsFolded).findFirst().orElseThrow());
        assertThat(last.orElseThrow().kind()).isEqualTo("fold");
    }

    @Test
    void few_questions_of_before_stay() {
        scene.window(1500);
        for (int i = 0; i < 4; i++) {
            scene.ask("Question " + i);
            scene.run(new TalkingModel(finish("answer " + i)));
        }

        assertThat(scene.events(QuestionsFolded.class)).isEmpty();
        assertThat(scene.state().window().foldedQuestions()).isZero();
    }

    private TalkingModel readsAndDeletes(int chunks, String deletion) {
        scene.pruning(PruningTerms.IMMEDIATE.withStubShare(0.1)).tools("analyzeText", "buildIndex", "readChunk", "deleteContext", "finish")
                .attach("a.txt", words(2000)).window(6000).maxSteps(200).ask("Anything?");
        var turns = new ArrayList<TalkingModel.Turn>(List.of(call("analyzeText", "{}"), call("buildIndex", "{\"chunk_size\": 100}")));
        for (int i = 0; i < chunks; i++) {
            turns.add(call("readChunk", "{\"chunk_id\": " + i % 20 + "}"));
            turns.add(call("deleteContext", deletion.formatted(6 + 4 * i)));
        }
        turns.add(finish("done"));
        return new TalkingModel(turns.toArray(TalkingModel.Turn[]::new));
    }

    @Test
    void what_the_agent_is_done_with_leaves_the_request_before_room_is_needed_when_it_takes_more_than_its_share() {
        var model = readsAndDeletes(60, "{\"msg_id\": %d}");

        scene.run(model);

        assertThat(scene.events(ExchangesFolded.class)).hasSizeGreaterThan(2).allMatch(fold -> fold.reason().contains("share") && fold.requestTokens() < 3000);
        assertThat(scene.events(MessagePruned.class)).as("no room was needed").allMatch(prune -> prune.by().equals("agent"));
        assertThat(scene.events(BudgetMeasured.class)).allMatch(budget -> budget.requestTokens() < 3000);
        model.requests().forEach(WindowKeepingTest::assertPaired);
        assertThat(model.requests().getLast().toString()).as("what nobody deleted").contains("call_analyzeText", "call_buildIndex", "took", "deleted messages out of the window");
        assertThat(scene.state().window().isFolded(6)).isTrue();
    }

    @Test
    void what_the_agent_wrote_into_a_stub_stays_until_room_is_needed() {
        scene.run(readsAndDeletes(60, "{\"msg_id\": %d, \"summary\": \"Herons.\"}"));

        assertThat(scene.events(ExchangesFolded.class)).isNotEmpty();
        assertThat(scene.state().window().isFolded(7)).as("the deletion").isTrue();
        assertThat(scene.state().window().isFolded(6)).as("the stub that says something").isFalse();
    }

    @Test
    void a_fold_that_a_person_undoes_stays_undone() {
        scene.run(readsAndDeletes(20, "{\"msg_id\": %d}"));
        assertThat(scene.state().window().isFolded(6)).isTrue();
        int fold = (int) scene.conversations.read(LoopScene.TENANT, LoopScene.CONVERSATION, 0).stream().filter(event -> LedgerEntry.of(event).isPresent())
                .takeWhile(event -> !(event.event() instanceof ExchangesFolded)).count();
        scene.undo(fold);
        scene.ask("Again?");

        scene.run(new TalkingModel(call("readChunk", "{\"chunk_id\": 0}"), call("readChunk", "{\"chunk_id\": 1}"), finish("done")));

        assertThat(scene.state().window().isFolded(6)).isFalse();
        assertThat(scene.state().window().isPruned(6)).isTrue();
    }

    @Test
    void the_model_is_told_when_the_runtime_made_room_and_only_of_the_last_time() {
        scene.attach("a.txt", words(2100)).tools("buildIndex", "readChunk", "finish").window(1500).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 700}"), call("readChunk", "{\"chunk_id\": 0}"),
                call("readChunk", "{\"chunk_id\": 1}"), call("readChunk", "{\"chunk_id\": 2}"), finish("done"));

        scene.run(model);

        assertThat(scene.events(NoticeGiven.class)).hasSizeGreaterThan(1);
        List<String> told = notices(model.requests().getLast());
        assertThat(told).singleElement().satisfies(notice -> assertThat(notice).contains("To make room, the runtime", "msg_id", "tools can read"));
        assertThat(notices(model.requests().get(1))).as("nothing was wrong yet").isEmpty();
    }

    private static List<String> notices(ChatRequest request) {
        return request.messages().stream().skip(2).filter(UserMessage.class::isInstance).map(message -> ((UserMessage) message).singleText()).toList();
    }

    // --- counting

    @Test
    void what_the_provider_reports_sets_how_later_requests_are_counted() {
        scene.foreignTokenizer(1.1).ask("Anything?");
        scene.run(new TalkingModel(request -> using(new TokenUsage(2 * scene.last(BudgetMeasured.class).countedTokens(), 5), call("analyzeText", "{}")).apply(request),
                finish("done")));

        var measured = scene.events(BudgetMeasured.class);
        assertThat((double) measured.get(0).requestTokens() / measured.get(0).countedTokens()).isBetween(1.1, 1.12);
        assertThat((double) measured.get(1).requestTokens() / measured.get(1).countedTokens()).isBetween(2.0, 2.1);
    }

    @Test
    void reasoning_is_output_that_enters_no_later_request() {
        scene.ask("Anything?");
        scene.run(new TalkingModel(using(new TokenUsage(300, 20, 5320), call("analyzeText", "{}")), finish("done")));

        assertThat(scene.events(AssistantSpoke.class).getFirst().outputTokens()).as("what the total holds beside the input").isEqualTo(5020);
        assertThat(scene.last(BudgetMeasured.class).requestTokens()).isLessThan(1500);
    }

    @Test
    void a_refused_request_is_followed_by_a_smaller_one() {
        scene.attach("a.txt", words(900)).tools("buildIndex", "readChunk", "finish").window(2000).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 450}"), call("readChunk", "{\"chunk_id\": 0}"),
                call("readChunk", "{\"chunk_id\": 1}"), throwing(tooLong()), finish("done"));

        scene.run(model);

        assertThat(scene.events(CalibrationRaised.class)).hasSize(1);
        assertThat(size(model.requests().get(4))).isLessThan(size(model.requests().get(3)));
        assertThat(scene.events(MessagePruned.class)).isNotEmpty().allMatch(prune -> prune.by().equals("runtime"));
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    private static int size(ChatRequest request) {
        return request.messages().stream().map(ChatMessage::toString).mapToInt(text -> text.split("\\s+").length).sum();
    }

    @Test
    void a_provider_that_refuses_a_third_time_ends_the_run_with_its_words() {
        scene.attach("a.txt", words(900)).tools("buildIndex", "readChunk", "finish").window(3000).ask("Anything?");
        scene.run(new TalkingModel(call("buildIndex", "{\"chunk_size\": 450}"), call("readChunk", "{\"chunk_id\": 0}"),
                call("readChunk", "{\"chunk_id\": 1}"), throwing(tooLong())));

        assertThat(scene.events(CalibrationRaised.class)).hasSizeBetween(1, 2);
        assertThat(scene.events(RunFailed.class)).hasSize(1);
        assertThat(scene.state().running()).isFalse();
    }

    // --- results of any shape

    @Test
    void rows_and_errors_that_are_too_large_enter_in_part() {
        var any = new LoopScene(new SizedResults()).window(2500);
        any.ask("Anything?");
        var model = new TalkingModel(call("give", "{\"shape\": \"rows\", \"size\": 9000}"), call("give", "{\"shape\": \"error\", \"size\": 9000}"), finish("done"));

        any.run(model);

        assertThat(any.events(ResultCut.class)).extracting(ResultCut::form).containsExactly("json", null);
        assertThat(last(model.requests().get(1))).contains("{\\\"id\\\": 0", "\"cut\": \"Cut: only the first", "\"msg_id\": 2");
        assertThat(last(model.requests().get(2))).contains("\"error\": \"w0 w1", "\"cut\": \"Cut: only the first", "\"msg_id\": 4");
        assertThat(any.events(ToolAnswered.class).get(0).result().get("rows")).as("the log has it whole").asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(2250);
        assertThat(any.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    private static String last(ChatRequest request) {
        return ((ToolExecutionResultMessage) request.messages().reversed().stream().filter(ToolExecutionResultMessage.class::isInstance).findFirst().orElseThrow()).text();
    }

    @Test
    void a_result_that_no_longer_fits_because_the_provider_counts_higher_is_cut_where_it_stands() {
        scene.attach("a.txt", words(1000)).tools("loadDocument", "finish").window(1400).ask("Anything?");
        var model = new TalkingModel(call("loadDocument", "{}"), throwing(tooLong()), finish("done"));

        scene.run(model);

        assertThat(last(model.requests().get(1))).contains("w999");
        assertThat(last(model.requests().get(2))).contains("w0 w1", "Cut: only the first").doesNotContain("w999");
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
        assertThat(scene.events(ToolAnswered.class).getFirst().result().toString()).as("the log has it whole").contains("w999");
    }

    @Test
    void an_answer_for_which_there_is_no_room_ends_the_run_all_the_same() {
        scene.tools("finish").window(600).maxOutput(100).ask("Anything?");

        scene.run(new TalkingModel(finish(words(450))));

        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo(words(450));
        scene.ask("And then?").run(new TalkingModel(finish("done")));
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    // --- policies

    @Test
    void a_held_back_prune_takes_effect_when_it_pays() {
        scene.pruning(new PruningTerms("batched", 300, 0, null)).attach("a.txt", words(400)).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 200}"), call("readChunk", "{\"chunk_id\": 0}"), call("deleteContext", "{\"msg_id\": 4}"),
                call("readChunk", "{\"chunk_id\": 1}"), call("deleteContext", "{\"msg_id\": 8}"), finish("done"));

        scene.run(model);

        assertThat(scene.events(PruneHeld.class)).extracting(PruneHeld::msgId).containsExactly(4, 8);
        assertThat(scene.events(MessagePruned.class)).extracting(MessagePruned::msgId).containsExactly(4, 8);
        assertThat(scene.events(MessagePruned.class)).allMatch(prune -> prune.by().equals("agent") && prune.reason().contains("held back"));
        assertThat(model.requests().get(4).toString()).contains("w0 w1");
        assertThat(model.requests().getLast().toString()).doesNotContain("w0 w1").doesNotContain("w200 w201");
    }

    @Test
    void what_the_agent_writes_stands_in_the_stub_until_the_message_is_brought_back() {
        scene.tools("buildIndex", "readChunk", "deleteContext", "restoreContext", "finish").attach("a.txt", words(50)).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 50}"), call("readChunk", "{\"chunk_id\": 0}"),
                call("deleteContext", "{\"msg_id\": 4, \"summary\": \" Herons nest at the mill. \"}"), call("deleteContext", "{\"msg_id\": 3, \"summary\": \"I read chunk 0.\"}"),
                call("restoreContext", "{\"msg_id\": 4}"), call("deleteContext", "{\"msg_id\": 4}"), finish("done"));

        scene.run(model);

        assertThat(result(model, 3, "readChunk")).contains("\"message\": \"Content has been deleted to save space.\", \"summary\": \"Herons nest at the mill.\", \"original_tool\"")
                .doesNotContain("w0 w1");
        assertThat(model.requests().get(4).messages()).filteredOn(AiMessage.class::isInstance).extracting(message -> ((AiMessage) message).text())
                .contains("Content has been deleted to save space.\nI read chunk 0.");
        assertThat(result(model, 5, "readChunk")).contains("w0 w1").doesNotContain("Herons");
        assertThat(result(model, 6, "readChunk")).as("the second prune says nothing").contains("Content has been deleted").doesNotContain("Herons");
        assertThat(scene.events(MessagePruned.class)).extracting(MessagePruned::summary).containsExactly("Herons nest at the mill.", "I read chunk 0.", null);
    }

    @Test
    void what_the_agent_writes_stays_with_a_prune_that_is_held_back_and_with_a_fold_that_is_undone() {
        scene.pruning(new PruningTerms("batched", 100, 0, null)).tools("buildIndex", "readChunk", "deleteContext", "restoreContext", "finish")
                .attach("a.txt", words(400)).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 200}"), call("readChunk", "{\"chunk_id\": 0}"),
                call("deleteContext", "{\"msg_id\": 4, \"summary\": \"Herons nest at the mill.\"}"), finish("one"));
        scene.run(model);
        assertThat(scene.last(PruneHeld.class).summary()).isEqualTo("Herons nest at the mill.");
        assertThat(result(model, 3, "readChunk")).contains("Herons nest at the mill.").doesNotContain("w0 w1");
        scene.append(null, new ExchangesFolded(List.of(3), 2, "runtime", "test", 1, 1), new UserSpoke("ignored"));
        scene.ask("Again?");
        var again = new TalkingModel(call("restoreContext", "{\"msg_id\": 3}"), finish("two"));

        scene.run(again);

        assertThat(again.requests().getFirst().messages()).as("folded").filteredOn(ToolExecutionResultMessage.class::isInstance)
                .noneMatch(message -> ((ToolExecutionResultMessage) message).toolName().equals("readChunk"));
        assertThat(result(again, 1, "readChunk")).as("its call came back, and it with it as it stood").contains("Herons nest at the mill.");
    }

    @Test
    void a_summary_that_should_be_a_note_is_refused() {
        scene.ask("Anything?");
        scene.run(new TalkingModel(call("analyzeText", "{}"), call("deleteContext", "{\"msg_id\": 2, \"summary\": \"" + words(400) + "\"}"), finish("done")));

        assertThat(scene.events(MessagePruned.class)).isEmpty();
        assertThat(scene.events(ToolAnswered.class)).filteredOn(ToolAnswered::isError).singleElement()
                .satisfies(answer -> assertThat((String) answer.result().get("error")).contains("1000", "write a note"));
    }

    private static String result(TalkingModel model, int request, String tool) {
        return model.requests().get(request).messages().stream().filter(ToolExecutionResultMessage.class::isInstance).map(ToolExecutionResultMessage.class::cast)
                .filter(result -> result.toolName().equals(tool)).findFirst().orElseThrow().text();
    }

    @Test
    void held_back_prunes_go_first_when_room_is_needed() {
        scene.pruning(new PruningTerms("batched", 100_000, 0, null)).attach("a.txt", words(1400)).tools("buildIndex", "readChunk", "deleteContext", "finish")
                .window(1600).ask("Anything?");
        scene.run(new TalkingModel(call("buildIndex", "{\"chunk_size\": 700}"), call("readChunk", "{\"chunk_id\": 0}"), call("deleteContext", "{\"msg_id\": 4}"),
                call("readChunk", "{\"chunk_id\": 1}"), finish("done")));

        assertThat(scene.events(MessagePruned.class).getFirst()).satisfies(prune -> {
            assertThat(prune.msgId()).isEqualTo(4);
            assertThat(prune.by()).isEqualTo("agent");
            assertThat(prune.reason()).contains("room was needed");
        });
        assertThat(scene.events(NoticeGiven.class)).as("the model asked for it itself").isEmpty();
    }

    @Test
    void of_the_results_of_the_last_exchange_none_is_cleared() {
        scene.pruning(new PruningTerms("immediate", 0, 0, new ToolClearing(300, 1, 0, List.of(), true))).attach("a.txt", words(900)).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 300}"), calls(request("a", "readChunk", "{\"chunk_id\": 0}"), request("b", "readChunk", "{}")),
                finish("done"));

        scene.run(model);

        assertThat(model.requests().get(2).toString()).contains("w0 w1 w2");
        assertThat(scene.events(MessagePruned.class)).extracting(MessagePruned::msgId).doesNotContain(4);
    }

    @Test
    void old_tool_results_are_cleared_at_the_trigger_but_the_newest_and_the_excluded() {
        scene.pruning(new PruningTerms("immediate", 0, 0, new ToolClearing(900, 1, 100, List.of("buildIndex"), true))).attach("a.txt", words(900)).ask("Anything?");
        scene.run(new TalkingModel(call("buildIndex", "{\"chunk_size\": 300}"), call("readChunk", "{\"chunk_id\": 0}"), call("readChunk", "{\"chunk_id\": 1}"),
                call("readChunk", "{\"chunk_id\": 2}"), finish("done")));

        assertThat(scene.events(MessagePruned.class)).extracting(MessagePruned::msgId).contains(4, 6).doesNotContain(2, 8);
        assertThat(scene.events(MessagePruned.class)).allMatch(prune -> prune.reason().equals("cleared at the trigger"));
    }

    // --- back again

    @Test
    void a_pruned_message_is_brought_back_whole() {
        scene.tools("buildIndex", "readChunk", "deleteContext", "restoreContext", "finish").attach("a.txt", words(50)).ask("Anything?");
        var model = new TalkingModel(call("buildIndex", "{\"chunk_size\": 50}"), call("readChunk", "{\"chunk_id\": 0}"), call("deleteContext", "{\"msg_id\": 4}"),
                call("restoreContext", "{\"msg_id\": 4}"), finish("done"));

        scene.run(model);

        assertThat(model.requests().get(3).toString()).doesNotContain("w0 w1 w2");
        assertThat(model.requests().get(4).toString()).contains("w0 w1 w2");
        assertThat(model.requests().get(4).messages().subList(0, 6)).as("as it stood before").isEqualTo(model.requests().get(2).messages().subList(0, 6));
        assertThat(scene.last(MessagesRestored.class).by()).isEqualTo("agent");
    }

    @Test
    void what_is_too_large_to_be_brought_back_is_refused_with_advice() {
        scene.tools("buildIndex", "readChunk", "deleteContext", "restoreContext", "finish").attach("a.txt", words(2000)).window(4000).ask("Anything?");
        scene.run(new TalkingModel(call("buildIndex", "{\"chunk_size\": 2000}"), call("readChunk", "{\"chunk_id\": 0}"), call("deleteContext", "{\"msg_id\": 4}"), finish("one")));
        scene.window(1500).ask("Again?");

        scene.run(new TalkingModel(call("restoreContext", "{\"msg_id\": 4}"), finish("two")));

        assertThat(scene.events(ToolAnswered.class)).filteredOn(answer -> answer.tool().equals("restoreContext")).singleElement()
                .satisfies(answer -> assertThat((String) answer.result().get("error")).contains("can be made free", "recall"));
        assertThat(scene.events(MessagesRestored.class)).isEmpty();
    }

    @Test
    void a_folded_exchange_comes_back_with_its_call() {
        scene.tools("buildIndex", "readChunk", "deleteContext", "restoreContext", "finish").attach("a.txt", words(50)).ask("Anything?");
        scene.run(new TalkingModel(call("buildIndex", "{\"chunk_size\": 50}"), call("readChunk", "{\"chunk_id\": 0}"), call("deleteContext", "{\"msg_id\": 4}"), finish("one")));
        scene.append(null, new ExchangesFolded(List.of(1, 3), 4, "runtime", "test", 1, 1), new UserSpoke("ignored"));
        scene.ask("Again?");
        var model = new TalkingModel(call("restoreContext", "{\"msg_id\": 4}"), finish("two"));

        scene.run(model);

        assertThat(model.requests().get(0).toString()).doesNotContain("w0 w1 w2");
        assertThat(model.requests().get(1).toString()).contains("w0 w1 w2", "call_readChunk");
        assertPaired(model.requests().get(1));
        assertThat(scene.state().window().isFolded(2)).as("only what was asked for").isTrue();
    }
}
