package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static palimpsest.runtime.loop.LoopScene.words;
import static palimpsest.runtime.loop.TalkingModel.calls;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.request;
import static palimpsest.runtime.loop.TalkingModel.throwing;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalDecision;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.CallerFunction;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** Messages of a model that make several calls, where all of them are answered. Each {@code run} is a process that has just started. */
class ParallelCallsTest {

    private static final UUID RUN = new UUID(9, 1);

    private final List<String> rung = new ArrayList<>();
    private final LoopScene scene = new LoopScene(new Bell("ring", false), new Bell("ringOnRequest", true)).answeringAllCalls(true);
    private Runnable during = () -> { };

    @Test
    void all_calls_of_a_message_are_run_in_order_within_one_step() {
        scene.attach("a.txt", words(8)).ask("Anything?");
        var model = new TalkingModel(calls(request("a", "analyzeText", "{}"), request("b", "buildIndex", "{\"chunk_size\": 4}"), request("c", "readChunk", "{\"chunk_id\": 1}")),
                finish("done"));

        scene.run(model);

        var answers = scene.events(ToolAnswered.class).subList(0, 3);
        assertThat(answers).extracting(ToolAnswered::callId).containsExactly("a", "b", "c");
        assertThat(answers).extracting(ToolAnswered::msgId).containsExactly(2, 3, 4);
        assertThat(answers).extracting(ToolAnswered::invokingMsgId).containsOnly(1);
        assertThat(answers).as("the third reads from the index that the second built").extracting(ToolAnswered::isError).containsOnly(false);
        assertThat(scene.events(StepStarted.class)).hasSize(2);
        assertThat(model.requests().getLast().messages()).extracting(message -> (Object) message.getClass()).containsExactly(SystemMessage.class, UserMessage.class,
                AiMessage.class, ToolExecutionResultMessage.class, ToolExecutionResultMessage.class, ToolExecutionResultMessage.class);
    }

    @Test
    void a_run_that_is_killed_between_two_calls_goes_on_with_the_second() {
        scene.ask("Ring twice.");
        during = () -> {
            if (rung.size() == 2) {
                throw new Killed();
            }
        };
        assertThatThrownBy(() -> scene.run(new TalkingModel(ringing("a", "b", "c")))).isInstanceOf(Killed.class);
        assertThat(scene.events(ToolAnswered.class)).extracting(ToolAnswered::callId).as("recorded before the second began").containsExactly("a");
        during = () -> { };

        scene.run(new TalkingModel(finish("Rung.")));

        assertThat(rung).containsExactly("a", "b", "b", "c");
        assertThat(scene.events(ToolAnswered.class)).extracting(ToolAnswered::callId).startsWith("a", "b", "c");
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Rung.");
    }

    @Test
    void a_call_that_waits_for_a_person_holds_up_those_behind_it_alone() {
        scene.ask("Ring.");
        scene.run(new TalkingModel(calls(ring("a"), request("b", "ringOnRequest", "{\"id\": \"b\"}"), ring("c"))));
        assertThat(rung).containsExactly("a");
        assertThat(scene.last(ApprovalRequested.class).callId()).isEqualTo("b");

        scene.append(RUN, new ApprovalAnswered("b", ApprovalDecision.REJECTED, "It is night.", null));
        scene.run(new TalkingModel(finish("Rung twice.")));

        assertThat(rung).containsExactly("a", "c");
        assertThat(scene.events(ToolAnswered.class)).extracting(ToolAnswered::callId).startsWith("a", "b", "c");
    }

    @Test
    void what_the_caller_runs_is_handed_over_when_its_turn_comes() {
        scene.ask("How warm is it?");
        scene.append(RUN, offered(false));
        scene.run(new TalkingModel(calls(ring("a"), request("b", "thermometer", "{}"), ring("c"), request("d", "thermometer", "{}"))));
        assertThat(scene.last(ApprovalRequested.class).calls()).extracting(call -> call.id()).containsExactly("b", "d");
        assertThat(rung).containsExactly("a");

        scene.append(RUN, new ApprovalAnswered("b", ApprovalDecision.ANSWERED, null, "1 °C"), new ApprovalAnswered("d", ApprovalDecision.ANSWERED, null, "2 °C"));
        scene.run(new TalkingModel(finish("1 and 2.")));

        assertThat(rung).containsExactly("a", "c");
        assertThat(scene.events(ToolAnswered.class)).extracting(ToolAnswered::callId).startsWith("a", "b", "c", "d");
        assertThat(scene.events(ToolAnswered.class)).noneMatch(ToolAnswered::isError);
    }

    @Test
    void a_caller_who_wants_one_call_at_a_time_gets_the_first_answered_alone() {
        scene.ask("How warm is it?");
        scene.append(RUN, offered(true));

        scene.run(new TalkingModel(ringing("a", "b"), finish("Rung.")));

        assertThat(rung).containsExactly("a");
        assertThat(error(1)).contains("Only the first tool call");
    }

    @Test
    void an_answer_beside_calls_whose_results_the_model_has_not_seen_is_sent_back() {
        scene.ask("Ring.");

        scene.run(new TalkingModel(calls(ring("a"), request("b", "finish", "{\"answer\": \"early\"}"), ring("c")), finish("late")));

        assertThat(rung).containsExactly("a", "c");
        assertThat(error(1)).contains("before their results were known");
        assertThat(scene.events(RunFinished.class)).extracting(finished -> finished.result().answer()).containsExactly("late");
    }

    @Test
    void calls_behind_finish_are_answered_too_so_that_the_next_question_sends_a_valid_request() {
        scene.ask("First?");
        scene.run(new TalkingModel(calls(request("a", "finish", "{\"answer\": \"one\"}"), ring("b"), ring("c"))));
        scene.ask("Second?");
        var model = new TalkingModel(finish("two"));

        scene.run(model);

        assertThat(rung).isEmpty();
        assertThat(model.requests().getFirst().messages()).filteredOn(ToolExecutionResultMessage.class::isInstance).hasSize(3);
        assertThat(scene.events(RunFinished.class)).extracting(finished -> finished.result().answer()).containsExactly("one", "two");
    }

    @Test
    void a_run_that_is_cancelled_runs_no_further_call() {
        scene.ask("Ring.");
        during = () -> scene.append(null, new CancelRequested());

        scene.run(new TalkingModel(ringing("a", "b", "c"), throwing(new IllegalStateException("a cancelled run asks nobody"))));

        assertThat(rung).containsExactly("a");
        assertThat(error(1)).contains("the run was stopped");
        assertThat(scene.events(ToolAnswered.class)).hasSize(3);
        assertThat(scene.last(RunFinished.class).result().stoppedBy()).isEqualTo("cancelled");
    }

    @Test
    void each_result_gets_its_share_of_a_window_that_not_all_of_them_fit_into() {
        scene.tools("loadDocument", "finish").window(1200).attach("a.txt", words(900)).ask("What stands there?");

        scene.run(new TalkingModel(calls(request("a", "loadDocument", "{}"), request("b", "loadDocument", "{}"), request("c", "loadDocument", "{}")), finish("Words.")));

        assertThat(scene.events(ResultCut.class)).hasSize(3).allSatisfy(cut -> assertThat(cut.tokens()).isGreaterThan(100));
        assertThat(scene.events(BudgetMeasured.class)).allSatisfy(measured -> assertThat(measured.requestTokens()).isLessThanOrEqualTo(scene.terms().limit()));
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Words.");
    }

    @Test
    void of_a_message_that_was_cut_off_all_calls_but_the_last_are_run() {
        scene.ask("Ring.");

        scene.run(new TalkingModel(request -> ChatResponse.builder().aiMessage(ringing("a", "b", "c").apply(request).aiMessage()).finishReason(FinishReason.LENGTH).build(),
                finish("Rung.")));

        assertThat(rung).containsExactly("a", "b");
        assertThat(error(2)).contains("cut off at the output limit");
    }

    private String error(int answer) {
        return (String) scene.events(ToolAnswered.class).get(answer).result().get("error");
    }

    private static ConversationEvent offered(boolean oneAtATime) {
        var thermometer = new CallerFunction("thermometer", "{\"type\":\"function\",\"function\":{\"name\":\"thermometer\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}");
        return FunctionsOffered.of(new CallerTerms(List.of(thermometer), false, oneAtATime, null));
    }

    private static TalkingModel.Turn ringing(String... ids) {
        return calls(List.of(ids).stream().map(ParallelCallsTest::ring).toArray(ToolExecutionRequest[]::new));
    }

    private static ToolExecutionRequest ring(String id) {
        return request(id, "ring", "{\"id\": \"" + id + "\"}");
    }

    /** What ends a process, as far as a test goes. */
    private static final class Killed extends Error {}

    private final class Bell implements ContextTool {

        private final String name;
        private final boolean approval;

        Bell(String name, boolean approval) {
            this.name = name;
            this.approval = approval;
        }

        @Override
        public ToolSpecification specification() {
            return ToolSpecification.builder().name(name).description("Rings a bell.").build();
        }

        @Override
        public boolean needsApproval() {
            return approval;
        }

        @Override
        public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
            rung.add(arguments.requireText("id"));
            during.run();
            return ToolOutcome.of(ToolOutcome.result("status", "rung"));
        }
    }
}
