package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.calls;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.request;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.embed.Foreground;
import palimpsest.memory.run.Lease;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.observe.RunObservations;

/** Runs that end by the runtime's own failures. */
class RunWorkTest {

    private final LoopScene scene = new LoopScene();

    @Test
    void a_fault_of_the_runtime_ends_the_run_with_its_calls_answered_so_that_the_next_question_sends_a_valid_request() {
        scene.ask("Anything?");
        var model = new TalkingModel(calls(request("a", "checkBudget", "{}"), request("b", "analyzeText", "{}")), finish("done"));
        // Step and answer are recorded; recording the results fails.
        scene.log.failAppend(3, false, () -> new IllegalStateException("a fault"));

        work(model);

        assertThat(scene.last(RunFailed.class).type()).isEqualTo("internal");
        assertThat(scene.events(ToolAnswered.class)).extracting(ToolAnswered::callId).containsExactly("a", "b");
        assertThat(scene.events(ToolAnswered.class)).allMatch(ToolAnswered::isError).allMatch(answer -> answer.tokens() > 0);
        assertThat(scene.state().pendingCalls()).isEmpty();
        scene.ask("And now?");
        work(model);
        BudgetPropertiesTest.assertPaired(model.requests().getLast());
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
    }

    @Test
    void a_model_that_is_no_longer_configured_ends_the_run_with_its_calls_answered() {
        scene.model("gone").ask("Anything?");
        scene.append(scene.state().run().orElseThrow().id(), new StepStarted(1, "gone"),
                new AssistantSpoke(1, null, List.of(new Call("a", "checkBudget", "{}")), null, null));

        work(new TalkingModel(call("checkBudget", "{}")));

        assertThat(scene.last(RunFailed.class).detail()).contains("gone", "scripted");
        assertThat(scene.events(ToolAnswered.class)).extracting(ToolAnswered::callId).containsExactly("a");
        assertThat(scene.state().running()).isFalse();
    }

    @Test
    void a_new_run_works_on_the_state_that_its_question_left_in_memory() {
        assertThat(stateWorkedOn("Anything?", 1)).as("of the first lease").isTrue();
        assertThat(stateWorkedOn("And now?", 2)).as("of a run that another runtime held before").isFalse();
    }

    @Test
    void a_state_that_was_left_by_an_earlier_run_says_nothing_of_the_new_one() {
        scene.ask("Anything?");
        work(new TalkingModel(finish("done")));
        scene.ask("And now?");
        work(new TalkingModel(finish("again")));

        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("again");
        assertThat(scene.states.leftHere(LoopScene.TENANT, LoopScene.CONVERSATION)).hasValueSatisfying(state ->
                assertThat(state).usingRecursiveComparison().ignoringFields("written").isEqualTo(scene.state()));
    }

    /** Whether the run that answers a question goes on with the state as its question left it, and does not read another. */
    private boolean stateWorkedOn(String question, long epoch) {
        scene.ask(question);
        ContextState left = scene.state();
        scene.states.leave(LoopScene.TENANT, LoopScene.CONVERSATION, left);
        work(new TalkingModel(finish("done")), epoch);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("done");
        return scene.states.leftHere(LoopScene.TENANT, LoopScene.CONVERSATION).orElseThrow() == left;
    }

    private void work(TalkingModel model) {
        work(model, 1);
    }

    private void work(TalkingModel model, long epoch) {
        var models = new ModelCatalog(List.of(AgentModel.of("scripted", model, 20_000, 100)), List.of(), "scripted");
        UUID run = scene.state().run().orElseThrow().id();
        new RunWork(scene.loop(), scene.conversations, scene.states, TenantModels.of(models), one -> new WhitespaceTokenizer(),
                RunObservations.NONE, new Foreground()).advance(new Lease(run, LoopScene.TENANT, LoopScene.CONVERSATION, "test", epoch, 0), StepGuard.NONE, () -> false);
    }
}
