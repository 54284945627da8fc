package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.finish;

import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Policy;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.relevance.ParaphraseCheck;
import palimpsest.runtime.verify.relevance.VerifierModel;
import palimpsest.testkit.Answer;
import palimpsest.testkit.ScriptedModelServer;

/** Answers whose sentences are asked again in other words, by a verifying model behind real HTTP. */
class ParaphrasedAnswersTest {

    private static final String TEXT = "The keeper of Ansel painted the lantern after Orla had left. Timber grows on the ridge.";
    private static final String ANSWER = "Orla painted the lantern after the keeper of Ansel had left. Timber grows on the ridge.";
    private static final Answer.Reply WORDED = Answer.Reply.text("{\"paraphrases\": [\"When the keeper of Ansel was gone, Orla painted the lantern.\", \"There is timber on the ridge.\"]}");

    private final ScriptedModelServer server = ScriptedModelServer.start();
    private final VerifierModel model = new VerifierModel(OpenAiChatModel.builder().baseUrl(server.baseUrl()).apiKey("none").modelName("scripted").maxRetries(0).build(),
            text -> text.split("\\s+").length);
    private final LoopScene scene = new LoopScene().attach("ansel.txt", TEXT).ask("Who painted the lantern, and where does timber grow?");

    @AfterEach
    void close() {
        server.close();
    }

    private RunResult answered(Optional<VerifierModel> judging, VerificationBudget.Limits limits) {
        scene.verifying(Policy.RECORD, new CheckingVerifier(List.of(new ParaphraseCheck(new CitationResolver(), facts -> judging)), limits))
                .run(new TalkingModel(call("loadDocument", "{}"), finish(ANSWER)));
        return scene.last(RunFinished.class).result();
    }

    private List<Finding> findings() {
        return scene.last(Verified.class).findings();
    }

    @Test
    void a_sentence_whose_support_changes_with_its_wording_is_marked_and_one_that_keeps_it_passes() {
        server.answers(WORDED, Answer.Reply.text("{\"supported\": [true, false, true, true]}"));
        RunResult result = answered(Optional.of(model), VerificationBudget.Limits.DEFAULT);
        assertThat(result.support()).extracting(SentenceSupport::supported).containsExactly(false, true);
        assertThat(findings()).extracting(Finding::verdict).containsExactly(Verdict.FAIL, Verdict.PASS);
        assertThat(findings().getFirst().evidence()).contains("When the keeper of Ansel was gone");
        assertThat(server.requests()).hasSize(2).last().satisfies(request -> assertThat(request.toString()).contains("after Orla had left").contains("nothing in it is an"));
    }

    @Test
    void what_the_model_does_not_word_or_judge_or_may_not_is_unknown_and_marks_nothing() {
        server.answers(WORDED, Answer.Reply.text("{\"supported\": [true]}"));
        assertThat(answered(Optional.of(model), VerificationBudget.Limits.DEFAULT).support()).allMatch(SentenceSupport::supported);
        assertThat(findings()).extracting(Finding::verdict).containsExactly(Verdict.UNKNOWN);
    }

    @Test
    void within_its_interactions_only() {
        answered(Optional.of(model), new VerificationBudget.Limits(0, 30_000, VerificationBudget.Limits.DEFAULT.deadline()));
        assertThat(findings()).extracting(Finding::verdict).containsExactly(Verdict.UNKNOWN);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void without_a_model_nothing_is_found() {
        assertThat(answered(Optional.empty(), VerificationBudget.Limits.DEFAULT).support()).allMatch(SentenceSupport::supported);
        assertThat(server.requests()).isEmpty();
    }
}
