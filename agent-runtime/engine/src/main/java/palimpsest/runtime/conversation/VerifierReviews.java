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

        List<AnswerFeedback> all(String tenant, UUID conversationId);
    }

    public VerifierReviews(Reviews reviews) {
        this.reviews = reviews;
    }

    @Override
    public String what() {
        return "taking down what the verifier says of its answer";
    }

    /** Reviews the answer, once. */
    @Override
    public void follow(String tenant, UUID conversationId, List<RecordedEvent> run) {
        RecordedEvent ended = run.reversed().stream().filter(event -> event.event() instanceof RunFinished).findFirst().orElseThrow();
        RunResult result = ((RunFinished) ended.event()).result();
        List<SentenceSupport> lacking = result.support() == null ? List.of() : result.support().stream().filter(SentenceSupport::lacksSupport).toList();
        if (lacking.isEmpty() || !result.languageModel()
                || reviews.all(tenant, conversationId).stream().anyMatch(each -> each.source() == Source.VERIFIER && each.runId().equals(ended.runId()))) {
            return;
        }
        String comment = lacking.stream().map(sentence -> "“" + sentence.in(result.answer()) + "”").collect(Collectors.joining(", ", "Nothing that was read supports: ", "."));
        reviews.add(tenant, conversationId, new AnswerReviews.Review(ended.runId(), Source.VERIFIER, Verdict.DOWN, null, comment, null));
    }
}
