package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.calls;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.request;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.run.Lease;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.connection.TenantModels;
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

    private void work(TalkingModel model) {
        var models = new ModelCatalog(List.of(AgentModel.of("scripted", model, 20_000, 100)), List.of(), "scripted");
        UUID run = scene.state().run().orElseThrow().id();
        new RunWork(scene.loop(), scene.conversations, ConversationStates.withoutCheckpoints(scene.conversations), TenantModels.of(models), one -> new WhitespaceTokenizer(),
                RunObservations.NONE).advance(new Lease(run, LoopScene.TENANT, LoopScene.CONVERSATION, "test", 1, 0), StepGuard.NONE, null, () -> false);
    }
}
