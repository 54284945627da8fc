package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.after;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.throwing;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalDecision;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ApprovalEvent.ToolStarted;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.LimitsSet;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.event.RunEvent.ModelFellBack;
import palimpsest.runtime.event.RunEvent.PauseRequested;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunPaused;
import palimpsest.runtime.event.RunEvent.RunResumed;
import palimpsest.runtime.event.RunEvent.RunRewound;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.model.ModelPrice;
import palimpsest.tools.ContextTools;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** Runs that wait, are cut off, reach a limit, or lose their model. */
class DurableRunTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

    private final LoopScene scene = new LoopScene();
    private final List<String> sent = new ArrayList<>();

    // --- pausing

    @Test
    void a_pause_takes_effect_after_the_step_and_the_run_goes_on_when_resumed() {
        scene.ask("Anything?");
        scene.run(new TalkingModel(after(() -> scene.append(null, new PauseRequested()), call("checkBudget", "{}"))));
        assertThat(scene.events().getLast()).isInstanceOf(RunPaused.class);
        scene.run(new TalkingModel(throwing(new IllegalStateException("a paused run asks nobody"))));

        scene.append(null, new RunResumed());
        scene.run(new TalkingModel(finish("Done.")));

        assertThat(scene.last(RunFinished.class).result().steps()).isEqualTo(2);
        assertThat(scene.events(ToolAnswered.class)).hasSize(2);
    }

    @Test
    void a_paused_run_that_is_cancelled_ends() {
        scene.ask("Anything?");
        scene.append(null, new PauseRequested());
        scene.run(new TalkingModel(throwing(new IllegalStateException("nobody is asked"))));
        scene.append(null, new CancelRequested());
        scene.run(new TalkingModel(throwing(new IllegalStateException("nobody is asked"))));
        assertThat(scene.last(RunFinished.class).result().stoppedBy()).isEqualTo("cancelled");
    }

    // --- a history that is mended

    @Test
    void a_run_goes_on_with_what_stands_when_whoever_opened_the_conversation_mended_it_meanwhile() {
        scene.attach("a.txt", "The harbor master is Wilma Krull.").ask("Who is it?");
        var model = new TalkingModel(call("loadDocument", "{}"), after(this::setFirstExchangeAside, finish("Unsupported.")), finish("Wilma Krull."));

        scene.run(model);

        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Wilma Krull.");
        assertThat(model.requests().getLast().messages().toString()).as("what was set aside is not sent").doesNotContain("loadDocument");
        assertThat(scene.events(ToolAnswered.class)).extracting(ToolAnswered::msgId).as("no number is given twice").doesNotHaveDuplicates();
        assertThat(scene.events(RunFinished.class)).hasSize(1);
    }

    private void setFirstExchangeAside() {
        List<Long> exchange = scene.conversations.read(LoopScene.TENANT, LoopScene.CONVERSATION, 0).stream()
                .filter(event -> event.event() instanceof AssistantSpoke || event.event() instanceof ToolAnswered).map(RecordedEvent::seq).toList();
        scene.append(null, new EventsSetAside(exchange, 2), new HistoryRepaired("runtime", "orphaned-call", "Its result was lost.", "loadDocument", null));
    }

    // --- approval

    @Test
    void a_call_that_needs_approval_waits_and_runs_when_approved() {
        askToSend(true, false);
        var request = scene.last(ApprovalRequested.class);
        assertThat(request.reason()).isEqualTo("approval");
        assertThat(request.expiresAt()).isEqualTo(NOON.instant().plus(Duration.ofHours(1)));
        assertThat(sent).isEmpty();

        scene.append(null, new ApprovalAnswered(request.callId(), ApprovalDecision.APPROVED, null, null));
        run(finish("Sent."), true, false);

        assertThat(sent).hasSize(1);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Sent.");
    }

    @Test
    void a_rejected_or_expired_call_is_told_to_the_model_and_not_run() {
        for (ApprovalDecision decision : List.of(ApprovalDecision.REJECTED, ApprovalDecision.EXPIRED)) {
            askToSend(true, false);
            scene.append(null, new ApprovalAnswered(scene.last(ApprovalRequested.class).callId(), decision, "not today", null));
            run(finish("Not sent."), true, false);
            assertThat(scene.events(ToolAnswered.class).reversed().get(1).result().get("error").toString()).contains("was not approved");
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void a_run_that_waits_for_approval_ends_when_cancelled_without_running_the_call() {
        askToSend(true, false);
        scene.append(null, new CancelRequested());
        run(finish("Never."), true, false);
        assertThat(scene.last(RunFinished.class).result().stoppedBy()).isEqualTo("cancelled");
        assertThat(sent).isEmpty();
    }

    // --- effects outside

    @Test
    void a_tool_with_an_effect_outside_that_was_cut_off_is_not_run_again_blindly() {
        cutOffWhileSending();
        run(finish("Never."), false, true);
        assertThat(scene.last(ApprovalRequested.class).reason()).isEqualTo("interrupted");
        assertThat(sent).as("the attempt that was cut off").hasSize(1);
    }

    @Test
    void a_person_may_have_a_call_that_was_cut_off_run_again_and_is_asked_again_after_another_crash() {
        cutOffWhileSending();
        run(finish("Never."), false, true);
        approve();
        scene.log.failAppend(2, false, () -> new IllegalStateException("killed"));
        runToItsDeath();
        assertThat(sent).hasSize(2);
        run(finish("Never."), false, true);
        assertThat(scene.events(ApprovalRequested.class)).hasSize(2);
        approve();
        run(finish("Sent."), false, true);
        assertThat(sent).hasSize(3);
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Sent.");
    }

    @Test
    void a_person_may_give_the_result_of_a_call_that_was_cut_off() {
        cutOffWhileSending();
        run(finish("Never."), false, true);
        scene.append(null, new ApprovalAnswered(scene.last(ApprovalRequested.class).callId(), ApprovalDecision.ANSWERED, null, "It arrived."));
        run(finish("Sent."), false, true);
        assertThat(sent).hasSize(1);
        assertThat(scene.events(ToolAnswered.class).getFirst().result()).containsEntry("result", "It arrived.");
    }

    // --- limits

    @Test
    void limits_end_a_run_with_what_was_found() {
        for (var limit : List.of(new LimitsSet(50L, null, null), new LimitsSet(null, 3L, null), new LimitsSet(null, null, 0.0001))) {
            scene.ask("Anything?");
            scene.append(scene.state().run().orElseThrow().id(), limit);
            run(priced(new TalkingModel(call("note", "{\"key\": \"k\", \"summary\": \"half of it\", \"content\": \"c\"}"), call("checkBudget", "{}"))));
        }
        assertThat(scene.events(RunFinished.class)).extracting(finished -> finished.result().stoppedBy())
                .containsExactly("token-limit", "time-limit", "spend-limit");
        assertThat(scene.last(RunFinished.class).result().answer()).contains("half of it");
    }

    @Test
    void time_in_which_a_run_was_parked_does_not_count() {
        scene.ask("Anything?");
        scene.append(scene.state().run().orElseThrow().id(), new PauseRequested(), new RunPaused());
        Duration before = scene.state().run().orElseThrow().use().time();
        scene.append(null, new RunResumed());
        scene.append(UUID.randomUUID(), new PauseRequested());
        assertThat(scene.state().run().orElseThrow().use().time()).isEqualTo(before);
    }

    // --- fallbacks

    @Test
    void a_model_that_fails_is_replaced_for_the_step_and_the_log_says_by_which() {
        scene.ask("Anything?");
        var failing = new TalkingModel(throwing(new ModelFailure(ModelFailure.Kind.PROVIDER_ERROR, "is down")), finish("From the first."));
        run(List.of(model("first", failing, 20_000), model("second", new TalkingModel(call("checkBudget", "{}")), 20_000)));
        assertThat(scene.events(ModelFellBack.class)).containsExactly(new ModelFellBack("first", "second", "is down"));
        assertThat(scene.events(ModelAnswered.class)).extracting(ModelAnswered::model).containsExactly("second", "first");
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("From the first.");
    }

    @Test
    void a_fallback_with_a_smaller_window_is_sent_no_more_than_it_takes() {
        scene.attach("long.txt", LoopScene.words(900)).ask("Anything?");
        var first = new TalkingModel(call("loadDocument", "{}"), call("checkBudget", "{}"),
                throwing(new ModelFailure(ModelFailure.Kind.UNREACHABLE, "is away")));
        var second = new TalkingModel(finish("Short."));
        int small = scene.measured() + 400;
        run(List.of(model("first", first, 20_000), model("tiny", second, 200), model("second", second, small)));
        assertThat(second.asked()).isEqualTo(1);
        assertThat(scene.events(ModelFellBack.class).getLast().next()).isEqualTo("second");
        assertThat(scene.measured()).isLessThan(small);
        assertThat(scene.events(StepStarted.class).getLast().model()).isEqualTo("second");
    }

    @Test
    void a_run_whose_models_all_fail_says_why() {
        scene.ask("Anything?");
        var away = new TalkingModel(throwing(new ModelFailure(ModelFailure.Kind.UNREACHABLE, "is away")));
        run(List.of(model("first", away, 20_000), model("second", away, 20_000)));
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("model-unavailable");
    }

    // --- going on from an earlier step

    @Test
    void after_a_rewind_the_window_is_as_it_was_and_numbers_are_not_given_twice() {
        scene.ask("Anything?");
        scene.run(new TalkingModel(call("checkBudget", "{}"), call("note", "{\"key\": \"k\", \"summary\": \"s\", \"content\": \"c\"}"), finish("Wrong.")));
        UUID run = scene.state().run().orElseThrow().id();
        long secondStep = scene.conversations.read(LoopScene.TENANT, LoopScene.CONVERSATION, 0).stream()
                .filter(event -> event.event() instanceof StepStarted step && step.step() == 2).findFirst().orElseThrow().seq();
        int lastId = scene.state().nextMsgId() - 1;

        scene.append(run, new RunRewound(2, secondStep - 1, lastId));

        assertThat(scene.state().running()).isTrue();
        assertThat(scene.state().notes().size()).isZero();
        assertThat(scene.state().run().orElseThrow().steps()).isEqualTo(1);
        assertThat(scene.state().nextMsgId()).isEqualTo(lastId + 1);
        scene.run(new TalkingModel(finish("Right.")));
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("Right.");
        assertThat(scene.last(RunFinished.class).result().steps()).isEqualTo(2);
    }

    // --- what is common

    private void askToSend(boolean approval, boolean outside) {
        scene.tools("send", "finish").ask("Send it.");
        run(call("send", "{}"), approval, outside);
    }

    private void cutOffWhileSending() {
        scene.tools("send", "finish").ask("Send it.");
        // The step, then answer and intent are recorded; the result is not.
        scene.log.failAppend(3, false, () -> new IllegalStateException("killed"));
        runToItsDeath();
        assertThat(scene.events().getLast()).isEqualTo(new ToolStarted("call_send", "send"));
    }

    private void runToItsDeath() {
        try {
            run(call("send", "{}"), false, true);
            throw new AssertionError("it was to be killed");
        } catch (IllegalStateException killed) {
            assertThat(killed).hasMessage("killed");
        }
    }

    private void approve() {
        scene.append(null, new ApprovalAnswered(scene.last(ApprovalRequested.class).callId(), ApprovalDecision.APPROVED, null, null));
    }

    private void run(TalkingModel.Turn turn, boolean approval, boolean outside) {
        var tools = new ArrayList<>(List.<ContextTool>of(new Send(outside)));
        ContextTools.over(scene.documents, scene.documents).find("finish").ifPresent(tools::add);
        var gate = new ToolGate(approval ? Set.of("send") : Set.of(), Set.of(), Duration.ofHours(1), NOON);
        new RunLoop(scene.conversations, new ToolOffer(new ContextTools(tools)), scene.documents, new RunEnding(scene.documents, new CitationResolver()), gate)
                .run(LoopScene.TENANT, LoopScene.CONVERSATION, new TalkingModel(turn), new WhitespaceTokenizer(), () -> false);
    }

    private void run(List<StepModel> models) {
        scene.loop().run(LoopScene.TENANT, LoopScene.CONVERSATION, terms -> models, StepGuard.NONE, () -> false);
    }

    private static StepModel model(String name, TalkingModel model, int window) {
        return new StepModel(name, model, new WhitespaceTokenizer(), window, 50, ModelPrice.FREE);
    }

    private static List<StepModel> priced(TalkingModel model) {
        return List.of(new StepModel("priced", model, new WhitespaceTokenizer(), 20_000, 50, new ModelPrice(1, null, 1)));
    }

    /** Changes something outside, as far as a test goes. */
    private final class Send implements ContextTool {

        private final boolean outside;

        Send(boolean outside) {
            this.outside = outside;
        }

        @Override
        public ToolSpecification specification() {
            return ToolSpecification.builder().name("send").description("Sends it.").build();
        }

        @Override
        public boolean idempotent() {
            return !outside;
        }

        @Override
        public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
            sent.add("once");
            return ToolOutcome.of(ToolOutcome.result("status", "sent"));
        }
    }
}
