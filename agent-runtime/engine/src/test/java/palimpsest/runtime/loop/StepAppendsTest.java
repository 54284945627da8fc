package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.text;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.ApprovalEvent.ToolStarted;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.PauseRequested;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Policy;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.Verifier;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** When events of a step reach the log: together, and before anything that takes time or has an effect outside. */
class StepAppendsTest {

    private static final UUID RUN = new UUID(9, 1);

    private final Weigh tool = new Weigh();
    private final LoopScene scene = new LoopScene(tool);

    /** Weighs something, which happens outside of the conversation. */
    private static final class Weigh implements ContextTool {

        private Runnable meanwhile = () -> { };

        @Override
        public ToolSpecification specification() {
            return ToolSpecification.builder().name("weigh").description("Weighs.").build();
        }

        @Override
        public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
            meanwhile.run();
            return ToolOutcome.of(ToolOutcome.result("kilograms", 7));
        }

        @Override
        public boolean idempotent() {
            return false;
        }
    }

    @Test
    void a_question_with_one_call_of_a_tool_is_appended_in_four_pieces() {
        scene.ask("How heavy is it?");
        int before = scene.log.appends();

        scene.run(new TalkingModel(call("weigh", "{}"), text("It weighs 7 kg.")));

        assertThat(scene.log.appends() - before).isEqualTo(4);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("It weighs 7 kg.");
    }

    @Test
    void message_and_intent_are_in_the_log_before_the_tool_is_run_and_its_result_before_the_model_is_asked() {
        tool.meanwhile = () -> {
            assertThat(scene.events(AssistantSpoke.class)).hasSize(1);
            assertThat(scene.events(ToolStarted.class)).hasSize(1);
        };
        scene.ask("How heavy is it?");

        scene.run(new TalkingModel(call("weigh", "{}"), request -> {
            assertThat(scene.events(ToolAnswered.class)).hasSize(1);
            assertThat(scene.events(StepStarted.class)).hasSize(2);
            return text("It weighs 7 kg.").apply(request);
        }));

        assertThat(scene.last(RunFinished.class).result().stoppedBy()).isEqualTo("text");
    }

    @Test
    void what_others_append_while_a_tool_runs_is_decided_on_before_the_model_is_asked_again() {
        tool.meanwhile = () -> scene.append(RUN, new CancelRequested());
        scene.ask("How heavy is it?");

        scene.run(new TalkingModel(call("weigh", "{}")));

        assertThat(scene.events(ToolAnswered.class)).as("the result is kept").hasSize(1);
        assertThat(scene.events(StepStarted.class)).as("the second step never began").hasSize(1);
        assertThat(scene.last(RunFinished.class).result().stoppedBy()).isEqualTo("cancelled");
        assertThat(scene.state().messages()).as("what stands is a valid history").isNotEmpty();
    }

    @Test
    void times_of_a_run_never_go_back() {
        scene.ask("How heavy is it?");
        scene.run(new TalkingModel(call("weigh", "{}"), text("It weighs 7 kg.")));

        List<Instant> times = scene.conversations.read(LoopScene.TENANT, LoopScene.CONVERSATION, 0).stream().filter(event -> RUN.equals(event.runId()))
                .map(RecordedEvent::at).toList();
        assertThat(times).isSorted();
    }

    @Test
    void an_answer_is_appended_with_what_quick_checks_find_and_before_slow_ones_begin() {
        assertThat(appendsOfAnswer(false)).isEqualTo(1);
        assertThat(appendsOfAnswer(true)).isEqualTo(2);
    }

    private static int appendsOfAnswer(boolean slow) {
        var verified = new LoopScene().ask("How heavy is it?");
        int[] before = new int[1];
        verified.verifying(Policy.RECORD, new Verifier() {
            @Override
            public boolean takesLong(Subject subject) {
                return slow;
            }

            @Override
            public Verification verify(Subject subject, Facts facts) {
                assertThat(verified.events(AssistantSpoke.class)).as("whether the answer is recorded").hasSize(slow ? 1 : 0);
                return Verification.NOTHING;
            }
        });
        verified.run(new TalkingModel(request -> {
            before[0] = verified.log.appends();
            return text("It weighs 7 kg.").apply(request);
        }));
        assertThat(verified.last(RunFinished.class).result().answer()).isEqualTo("It weighs 7 kg.");
        return verified.log.appends() - before[0];
    }

    @Test
    void what_a_run_leaves_in_memory_is_what_its_events_give() {
        scene.ask("How heavy is it?");
        scene.run(new TalkingModel(call("weigh", "{}"), text("It weighs 7 kg.")));
        assertThat(scene.states.leftHere(LoopScene.TENANT, LoopScene.CONVERSATION)).hasValueSatisfying(state ->
                assertThat(state).usingRecursiveComparison().ignoringFields("written").isEqualTo(scene.state()));

        scene.ask("And now?");
        scene.append(RUN, new PauseRequested());
        scene.run(new TalkingModel());
        assertThat(scene.states.leftHere(LoopScene.TENANT, LoopScene.CONVERSATION)).as("of a run that has not ended").isEmpty();
    }
}
