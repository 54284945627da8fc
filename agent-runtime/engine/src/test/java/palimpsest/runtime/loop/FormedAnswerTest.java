package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.calls;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.request;
import static palimpsest.runtime.loop.TalkingModel.text;
import static palimpsest.runtime.loop.TalkingModel.throwing;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.answer.AnswerFormat;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalDecision;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.CallerFunction;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.AnswerRefused;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.model.AgentModel;

/** Answers that a caller wants in a form, and calls that it wants in an answer's place. */
class FormedAnswerTest {

    private static final UUID RUN = new UUID(9, 1);
    private static final AnswerFormat PORT = new AnswerFormat("port",
            "{\"type\":\"object\",\"properties\":{\"port\":{\"type\":\"string\"}},\"required\":[\"port\"],\"additionalProperties\":false}");
    private static final CallerFunction BELL = new CallerFunction("bell",
            "{\"type\":\"function\",\"function\":{\"name\":\"bell\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}");

    private final LoopScene scene = new LoopScene();

    @Test
    void with_nothing_to_read_the_provider_is_told_of_the_form_at_once() {
        asking(List.of(), false, PORT);
        var model = new TalkingModel(text("{\"port\": \"Vik\"}"));
        scene.run(model);
        assertThat(model.requests().getFirst().responseFormat().jsonSchema().rootElement()).isInstanceOf(JsonRawSchema.class);
        assertThat(answer()).isEqualTo("{\"port\": \"Vik\"}");
    }

    @Test
    void with_documents_the_agent_reads_first_and_the_provider_is_told_when_an_answer_was_refused() {
        scene.attach("ports.txt", "Vik is a port.");
        asking(List.of(), false, PORT);
        var model = new TalkingModel(call("checkBudget", "{}"), finish("Vik"), text("{\"port\": \"Vik\"}"));
        scene.run(model);
        assertThat(model.requests()).extracting(request -> request.responseFormat() != null).containsExactly(false, false, true);
        assertThat(finishOf(model).parameters().properties().get("answer").toString()).contains("port");
        assertThat(scene.events(AnswerRefused.class)).singleElement().satisfies(refused -> assertThat(refused.reason()).contains("not JSON"));
        assertThat(scene.events(ToolAnswered.class).getLast().result().get("error").toString()).contains("not the form").contains("\"port\"");
        assertThat(answer()).isEqualTo("{\"port\": \"Vik\"}");
    }

    @Test
    void the_argument_that_ends_a_run_is_the_answer_itself_or_its_text_or_its_fields() {
        for (String arguments : List.of("{\"answer\": {\"port\": \"Vik\"}}", "{\"answer\": \"{\\\"port\\\":\\\"Vik\\\"}\"}", "{\"port\":\"Vik\"}")) {
            var another = new LoopScene();
            another.ask("Which port?").append(RUN, FunctionsOffered.of(new CallerTerms(List.of(), false, false, PORT)));
            another.run(new TalkingModel(call("finish", arguments)));
            assertThat(another.last(RunFinished.class).result().answer()).as(arguments).isEqualTo("{\"port\":\"Vik\"}");
        }
    }

    @Test
    void a_second_answer_that_does_not_fit_fails_the_run_and_says_what_is_wrong() {
        asking(List.of(), false, PORT);
        var model = new TalkingModel(text("Vik"), text("{\"port\": 1}"), throwing(new IllegalStateException("nobody is asked a third time")));
        scene.run(model);
        assertThat(scene.events(Nudged.class)).singleElement().satisfies(nudge -> assertThat(nudge.content()).contains("not JSON"));
        assertThat(scene.last(RunFailed.class)).satisfies(failed -> {
            assertThat(failed.type()).isEqualTo("answer-format");
            assertThat(failed.detail()).contains("/port");
        });
    }

    @Test
    void a_call_that_ends_the_run_is_mended_once_too_and_leaves_no_call_without_result() {
        asking(List.of(), false, PORT);
        scene.run(new TalkingModel(finish("Vik"), calls(request("x", "finish", "{\"answer\": 1}"), request("y", "checkBudget", "{}"))));
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("answer-format");
        assertThat(scene.state().pendingCalls()).isEmpty();
    }

    @Test
    void a_model_that_takes_no_form_is_asked_without() {
        asking(List.of(), false, PORT);
        var model = new TalkingModel(throwing(new UnsupportedFeatureException("no response format here")), text("{\"port\":\"Vik\"}"));
        scene.run(AgentModel.of("own", model, 8_000, 500).chatModel());
        assertThat(model.requests()).extracting(request -> request.responseFormat() != null).containsExactly(true, false);
        assertThat(answer()).isEqualTo("{\"port\":\"Vik\"}");
    }

    @Test
    void a_form_that_leads_to_its_own_root_leaves_the_tool_as_it_is() {
        asking(List.of(), false, new AnswerFormat("tree", "{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}}}"));
        var model = new TalkingModel(finish("{\\\"next\\\": {}}"));
        scene.run(model);
        assertThat(finishOf(model)).isEqualTo(scene.offer.specifications(List.of("finish")).getFirst());
        assertThat(answer()).isEqualTo("{\"next\": {}}");
    }

    @Test
    void a_call_that_is_required_takes_the_place_of_the_tool_that_ends_a_run() {
        asking(List.of(BELL), true, null);
        var model = new TalkingModel(call("checkBudget", "{}"), call("bell", "{}"));
        scene.run(model);
        assertThat(model.requests()).allSatisfy(request -> {
            assertThat(request.toolChoice()).isEqualTo(ToolChoice.REQUIRED);
            assertThat(request.toolSpecifications()).extracting(ToolSpecification::name).contains("bell", "checkBudget").doesNotContain("finish");
        });
        assertThat(scene.last(ApprovalRequested.class).tool()).isEqualTo("bell");
    }

    @Test
    void after_the_call_the_run_may_end_as_always() {
        asking(List.of(BELL), true, null);
        scene.run(new TalkingModel(call("bell", "{}")));
        scene.append(RUN, new ApprovalAnswered("call_bell", ApprovalDecision.EXPIRED, null, null));
        var model = new TalkingModel(finish("Nobody rang."));
        scene.run(model);
        assertThat(model.requests().getFirst().toolChoice()).isNull();
        assertThat(answer()).isEqualTo("Nobody rang.");
    }

    @Test
    void an_answer_in_place_of_a_required_call_is_sent_back_once() {
        asking(List.of(BELL), true, null);
        scene.run(new TalkingModel(text("Ding."), finish("Dong.")));
        assertThat(scene.events(Nudged.class)).singleElement().satisfies(nudge -> assertThat(nudge.content()).contains("Call bell."));
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("function-not-called");
        assertThat(scene.state().pendingCalls()).isEmpty();
    }

    @Test
    void the_last_step_asks_for_the_call() {
        scene.maxSteps(2);
        asking(List.of(BELL), true, null);
        scene.run(new TalkingModel(call("checkBudget", "{}"), call("bell", "{}")));
        assertThat(scene.events(Nudged.class)).singleElement().satisfies(nudge -> assertThat(nudge.content()).isEqualTo("One step is left. Call bell now."));
        assertThat(scene.last(ApprovalRequested.class).tool()).isEqualTo("bell");
    }

    private void asking(List<CallerFunction> functions, boolean required, AnswerFormat format) {
        scene.ask("Which port?").append(RUN, FunctionsOffered.of(new CallerTerms(functions, required, false, format)));
    }

    private String answer() {
        return scene.last(RunFinished.class).result().answer();
    }

    private static ToolSpecification finishOf(TalkingModel model) {
        return model.requests().getFirst().toolSpecifications().stream().filter(tool -> tool.name().equals("finish")).findFirst().orElseThrow();
    }
}
