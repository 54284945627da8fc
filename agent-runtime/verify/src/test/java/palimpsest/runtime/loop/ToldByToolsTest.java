package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.text;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalDecision;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.CallerFunction;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Policy;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.KnowledgeChecks;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** Answers that rest on what a tool of the application, or a function of the caller, told. */
class ToldByToolsTest {

    private static final UUID RUN = new UUID(9, 1);
    private static final String ANSWER = "There are 7 brass lamps in the store at Ansel.";

    /** A tool of an application. */
    private record Store(String result) implements ContextTool {

        @Override
        public ToolSpecification specification() {
            return ToolSpecification.builder().name("store_lookup").description("Looks up what is in store.").build();
        }

        @Override
        public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
            return ToolOutcome.of(ToolOutcome.result("result", result));
        }
    }

    private static LoopScene scene(String told) {
        var scene = new LoopScene(new Store(told)).ask("How many brass lamps are there at Ansel?");
        return scene.verifying(Policy.WARN, new CheckingVerifier(KnowledgeChecks.all(), VerificationBudget.Limits.DEFAULT));
    }

    private static LoopScene told() {
        return scene("{\"place\": \"Ansel\", \"goods\": [{\"item\": \"brass lamp\", \"in_stock\": 7}, {\"item\": \"iron lamp\", \"in_stock\": 19}]}");
    }

    private static RunResult result(LoopScene scene) {
        return scene.last(RunFinished.class).result();
    }

    private static TalkingModel looksUp(String... answers) {
        var turns = new TalkingModel.Turn[answers.length + 1];
        turns[0] = call("store_lookup", "{\"item\": \"brass lamp\"}");
        for (int i = 0; i < answers.length; i++) {
            turns[i + 1] = finish(answers[i]);
        }
        return new TalkingModel(turns);
    }

    @Test
    void a_claim_that_a_tool_told_is_supported_and_cited_from_the_tool() {
        LoopScene scene = told();
        TalkingModel model = looksUp(ANSWER);
        scene.run(model);
        assertThat(model.asked()).as("nothing is sent back").isEqualTo(2);
        assertThat(result(scene).support()).singleElement().matches(sentence -> sentence.claim() && sentence.supported());
        assertThat(result(scene).citations()).singleElement().satisfies(citation -> {
            assertThat(citation.kind()).isEqualTo("tool");
            assertThat(citation.tool()).isEqualTo("store_lookup");
            assertThat(citation.document()).isEqualTo("store_lookup (brass lamp)");
            assertThat(citation.quote()).contains("brass lamp").contains("7").doesNotContain("19");
        });
    }

    @Test
    void beside_a_document_too_and_each_sentence_is_cited_from_where_it_stands() {
        LoopScene scene = told().attach("ansel.txt", "The tower of Ansel is 41 m high. Timber grows on the ridge.");
        var model = new TalkingModel(call("loadDocument", "{}"), call("store_lookup", "{}"), finish(ANSWER + " The tower of Ansel is 41 m high."));
        scene.run(model);
        assertThat(model.asked()).isEqualTo(3);
        assertThat(result(scene).support()).allMatch(SentenceSupport::supported);
        assertThat(result(scene).citations()).extracting(Citation::kind).containsExactly("tool", "document");
    }

    @Test
    void a_figure_that_no_tool_told_is_sent_back_once_and_then_given_marked() {
        LoopScene scene = told();
        scene.run(looksUp("There are 12 brass lamps in the store at Ansel.", "There are 12 brass lamps in the store at Ansel."));
        assertThat(scene.events(Verified.class)).extracting(Verified::reaction).containsExactly("sent-back", "told");
        assertThat(result(scene).support()).singleElement().matches(SentenceSupport::lacksSupport);
    }

    @Test
    void the_figure_of_something_else_that_the_tool_told_is_found() {
        LoopScene scene = told();
        scene.run(looksUp("In store at Ansel the brass lamp has 19 in stock.", ANSWER));
        assertThat(scene.events(Verified.class)).extracting(Verified::reaction).containsExactly("sent-back", "told");
        assertThat(result(scene).support()).allMatch(SentenceSupport::supported);
    }

    @Test
    void a_sentence_may_tell_of_several_records() {
        LoopScene scene = scene("[{\"item\": \"brass lamp\", \"in_stock\": 7}, {\"item\": \"iron lamp\", \"in_stock\": 19}, {\"item\": \"rope\", \"in_stock\": 3}]");
        TalkingModel model = looksUp("In stock are 7 brass lamps, 19 iron lamps and 3 ropes.");
        scene.run(model);
        assertThat(model.asked()).as("nothing is sent back").isEqualTo(2);
        assertThat(scene.last(Verified.class).findings()).filteredOn(finding -> finding.check().equals("figure")).hasSize(3).noneMatch(Finding::failed);
    }

    @Test
    void what_is_said_beside_it_is_marked_and_without_a_document_not_sent_back() {
        LoopScene scene = told();
        TalkingModel model = looksUp(ANSWER + " They were made by Osgood Finch.");
        scene.run(model);
        assertThat(model.asked()).isEqualTo(2);
        assertThat(result(scene).support()).extracting(SentenceSupport::supported).containsExactly(true, false);
    }

    @Test
    void what_the_model_asked_with_is_no_source() {
        LoopScene scene = scene("noted");
        scene.run(new TalkingModel(call("store_lookup", "{\"item\": \"There are 7 brass lamps in the store at Ansel.\"}"), finish(ANSWER), finish(ANSWER)));
        assertThat(result(scene).support()).singleElement().matches(SentenceSupport::lacksSupport);
    }

    @Test
    void what_the_models_own_notes_say_is_no_source() {
        var scene = new LoopScene(new Store("7")).ask("How many brass lamps are there at Ansel?").verifying(Policy.RECORD, new CheckingVerifier(KnowledgeChecks.all(), VerificationBudget.Limits.DEFAULT));
        scene.run(new TalkingModel(call("note", "{\"key\": \"lamps\", \"summary\": \"lamps\", \"content\": \"" + ANSWER + "\"}"), call("readNote", "{\"key\": \"lamps\"}"), finish(ANSWER)));
        assertThat(result(scene).support()).singleElement().matches(SentenceSupport::lacksSupport);
    }

    @Test
    void a_spoken_answer_rests_on_a_function_of_the_caller_also_in_another_process() {
        var function = new CallerFunction("thermometer", "{\"type\":\"function\",\"function\":{\"name\":\"thermometer\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}");
        var scene = new LoopScene().ask("How warm is it in Ansel?").verifying(Policy.WARN, new CheckingVerifier(KnowledgeChecks.all(), VerificationBudget.Limits.DEFAULT));
        scene.append(RUN, FunctionsOffered.of(CallerTerms.of(List.of(function))));
        scene.run(new TalkingModel(call("thermometer", "{}")));
        scene.append(RUN, new ApprovalAnswered(scene.last(ApprovalRequested.class).callId(), ApprovalDecision.ANSWERED, null, "{\"celsius\": 21.5}"));
        scene.run(new TalkingModel(text("It is 21.5 °C in Ansel.")));
        assertThat(result(scene).citations()).singleElement().satisfies(citation -> {
            assertThat(citation.kind()).isEqualTo("tool");
            assertThat(citation.quote()).isEqualTo("celsius: 21.5");
        });
        assertThat(result(scene).support()).allMatch(SentenceSupport::supported);
    }
}
