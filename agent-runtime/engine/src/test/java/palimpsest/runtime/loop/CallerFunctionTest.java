package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.calls;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.request;
import static palimpsest.runtime.loop.TalkingModel.throwing;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalDecision;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.CallerFunction;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.RunFinished;

/** Functions that the caller of a run runs. Each {@code run} is a process that has just started. */
class CallerFunctionTest {

    private static final UUID RUN = new UUID(9, 1);

    private static final CallerFunction THERMOMETER = new CallerFunction("thermometer",
            "{\"type\":\"function\",\"function\":{\"name\":\"thermometer\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}");

    private final LoopScene scene = new LoopScene();

    @BeforeEach
    void a_run_that_waits_for_the_callers_function() {
        scene.ask("How warm is it?");
        scene.append(RUN, FunctionsOffered.of(CallerTerms.of(List.of(THERMOMETER))));
        scene.run(new TalkingModel(call("thermometer", "{\"where\": 1")));
    }

    @Test
    void the_call_is_handed_over_as_the_model_wrote_it_and_the_run_waits() {
        var request = scene.last(ApprovalRequested.class);
        assertThat(request.isOfCaller()).isTrue();
        assertThat(request.arguments()).isEqualTo("{\"where\": 1");
        scene.run(new TalkingModel(throwing(new IllegalStateException("a run that waits asks nobody"))));
        assertThat(scene.events(ToolAnswered.class)).isEmpty();
    }

    @Test
    void its_result_goes_to_the_model_and_the_run_goes_on() {
        answer(ApprovalDecision.ANSWERED, "21 °C");
        scene.run(new TalkingModel(finish("21 °C.")));
        assertThat(scene.events(ToolAnswered.class).getFirst().result()).containsExactlyEntriesOf(Map.of("content", "21 °C"));
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("21 °C.");
    }

    @Test
    void without_a_result_in_time_the_model_is_told() {
        answer(ApprovalDecision.EXPIRED, null);
        scene.run(new TalkingModel(finish("I don't know.")));
        assertThat(scene.events(ToolAnswered.class).getFirst().result().get("error").toString()).contains("thermometer gave no result in time");
    }

    @Test
    void a_run_that_waits_for_a_result_ends_when_it_is_cancelled() {
        scene.append(null, new CancelRequested());
        scene.run(new TalkingModel(throwing(new IllegalStateException("nobody is asked"))));
        assertThat(scene.last(RunFinished.class).result().stoppedBy()).isEqualTo("cancelled");
    }

    @Test
    void all_calls_of_a_message_are_handed_over_at_once_and_each_result_answers_its_call() {
        answer(ApprovalDecision.ANSWERED, "21 °C");
        scene.run(new TalkingModel(calls(request("a", "thermometer", "{}"), request("b", "readNote", "{}"), request("c", "thermometer", "{}"))));
        assertThat(scene.last(ApprovalRequested.class).calls()).extracting(Call::id).containsExactly("a", "c");

        scene.append(RUN, new ApprovalAnswered("a", ApprovalDecision.ANSWERED, null, "1 °C"), new ApprovalAnswered("c", ApprovalDecision.ANSWERED, null, "2 °C"));
        scene.run(new TalkingModel(finish("1 and 2.")));

        List<ToolAnswered> answered = scene.events(ToolAnswered.class).subList(1, 4);
        assertThat(answered).extracting(ToolAnswered::callId).containsExactly("a", "b", "c");
        assertThat(answered.getFirst().result()).containsEntry("content", "1 °C");
        assertThat(answered.get(1).result().get("error").toString()).as("the agent's own are still run one by one").contains("Only the first");
        assertThat(answered.getLast().result()).containsEntry("content", "2 °C");
        assertThat(answered).extracting(ToolAnswered::msgId).doesNotHaveDuplicates().isSorted();
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("1 and 2.");
    }

    @Test
    void answers_follow_the_order_of_their_calls_wherever_the_agents_own_stands() {
        answer(ApprovalDecision.ANSWERED, "21 °C");
        scene.run(new TalkingModel(calls(request("a", "thermometer", "{}"), request("c", "thermometer", "{}"), request("b", "readNote", "{}"))));
        scene.append(RUN, new ApprovalAnswered("a", ApprovalDecision.ANSWERED, null, "1 °C"), new ApprovalAnswered("c", ApprovalDecision.ANSWERED, null, "2 °C"));
        scene.run(new TalkingModel(finish("1 and 2.")));

        assertThat(scene.events(ToolAnswered.class).subList(1, 4)).extracting(ToolAnswered::callId).containsExactly("a", "c", "b");
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("1 and 2.");
    }

    @Test
    void a_result_that_is_missing_is_waited_for_by_itself() {
        answer(ApprovalDecision.ANSWERED, "21 °C");
        scene.run(new TalkingModel(calls(request("a", "thermometer", "{}"), request("c", "thermometer", "{}"))));
        scene.append(RUN, new ApprovalAnswered("a", ApprovalDecision.ANSWERED, null, "1 °C"));
        scene.run(new TalkingModel(throwing(new IllegalStateException("nobody is asked"))));
        assertThat(scene.last(ApprovalRequested.class).calls()).extracting(Call::id).containsExactly("c");
    }

    @Test
    void one_call_at_a_time_reaches_a_caller_who_wants_no_more() {
        answer(ApprovalDecision.ANSWERED, "21 °C");
        scene.append(RUN, FunctionsOffered.of(new CallerTerms(List.of(THERMOMETER), false, true, null)));
        scene.run(new TalkingModel(calls(request("a", "thermometer", "{}"), request("c", "thermometer", "{}"))));
        assertThat(scene.last(ApprovalRequested.class).calls()).extracting(Call::id).containsExactly("a");

        scene.append(RUN, new ApprovalAnswered("a", ApprovalDecision.ANSWERED, null, "1 °C"));
        scene.run(new TalkingModel(call("thermometer", "{\"where\": 2}")));

        assertThat(scene.events(ToolAnswered.class).stream().filter(answered -> answered.callId().equals("c")).findFirst().orElseThrow().result().get("error").toString())
                .contains("Only the first tool call");
        assertThat(scene.last(ApprovalRequested.class).arguments()).isEqualTo("{\"where\": 2}");
    }

    @Test
    void an_old_event_without_the_newer_fields_is_read() {
        var terms = new FunctionsOffered(List.of(THERMOMETER), null, null, null).terms();
        assertThat(terms).isEqualTo(CallerTerms.of(List.of(THERMOMETER)));
    }

    private void answer(ApprovalDecision decision, String result) {
        scene.append(RUN, new ApprovalAnswered(scene.last(ApprovalRequested.class).callId(), decision, null, result));
    }
}
