package palimpsest.runtime.conversation;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import palimpsest.memory.meta.feedback.AnswerFeedback;
import palimpsest.memory.meta.feedback.AnswerFeedback.Source;
import palimpsest.memory.meta.feedback.AnswerFeedback.Verdict;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;

/** Takes down an answer of a language model that was given with unsupported sentences, so that rules may be learned from it. */
public final class VerifierReviews implements FinishedRuns.FollowUp {

    private final Reviews reviews;

    /** Where reviews are taken down, as {@link AnswerReviews} does it. */
    public interface Reviews {

        AnswerFeedback add(String tenant, UUID conversationId, AnswerReviews.Review review);

        /** What was said of a run's answer. */
        List<AnswerFeedback> ofRun(String tenant, UUID conversationId, UUID runId);
    }

    public VerifierReviews(Reviews reviews) {
        this.reviews = reviews;
    }

    @Override
    public String what() {
        return "taking down what the verifier says of its answer";
    }

    @Override
    public boolean concerns(List<RecordedEvent> run) {
        RunResult result = result(run);
        return result.languageModel() && !lacking(result).isEmpty();
    }

    /** Reviews the answer, once. */
    @Override
    public void follow(String tenant, UUID conversationId, List<RecordedEvent> run) {
        RunResult result = result(run);
        List<SentenceSupport> lacking = lacking(result);
        RecordedEvent ended = ended(run);
        if (lacking.isEmpty() || !result.languageModel()
                || reviews.ofRun(tenant, conversationId, ended.runId()).stream().anyMatch(each -> each.source() == Source.VERIFIER)) {
            return;
        }
        String comment = lacking.stream().map(sentence -> "“" + sentence.in(result.answer()) + "”").collect(Collectors.joining(", ", "Nothing that was read supports: ", "."));
        reviews.add(tenant, conversationId, new AnswerReviews.Review(ended.runId(), Source.VERIFIER, Verdict.DOWN, null, comment, null));
    }

    private static RecordedEvent ended(List<RecordedEvent> run) {
        return run.reversed().stream().filter(event -> event.event() instanceof RunFinished).findFirst().orElseThrow();
    }

    private static RunResult result(List<RecordedEvent> run) {
        return ((RunFinished) ended(run).event()).result();
    }

    private static List<SentenceSupport> lacking(RunResult result) {
        return result.support() == null ? List.of() : result.support().stream().filter(SentenceSupport::lacksSupport).toList();
    }
}
