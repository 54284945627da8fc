package palimpsest.runtime.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.meta.feedback.AnswerFeedback;
import palimpsest.memory.meta.feedback.AnswerFeedback.Source;
import palimpsest.memory.meta.feedback.AnswerFeedback.Verdict;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;

class VerifierReviewsTest {

    private static final String ANSWER = "It is 41 m high. It was built by giants.";
    private static final SentenceSupport RIGHT = new SentenceSupport(0, 16, true, true, List.of(0));
    private static final SentenceSupport WRONG = new SentenceSupport(17, 40, true, false, List.of());

    private final UUID conversation = new UUID(0, 1);
    private final UUID run = new UUID(0, 2);
    private final List<AnswerFeedback> taken = new ArrayList<>();
    private final VerifierReviews reviews = new VerifierReviews(new VerifierReviews.Reviews() {
        @Override
        public AnswerFeedback add(String tenant, UUID conversationId, AnswerReviews.Review review) {
            taken.add(new AnswerFeedback(UUID.randomUUID(), tenant, conversationId, review.runId(), review.source(), review.verdict(), review.comment(), "?", List.of(),
                    ANSWER, review.correction(), "conversation", Instant.EPOCH));
            return taken.getLast();
        }

        @Override
        public List<AnswerFeedback> all(String tenant, UUID conversationId) {
            return List.copyOf(taken);
        }
    });

    private void finished(boolean languageModel, List<SentenceSupport> support) {
        var result = new RunResult(ANSWER, true, List.of(), 1, 1, 1, 1, 1, 0, List.of(), "m", languageModel, "finish", null, support);
        reviews.follow("test", conversation, List.of(new RecordedEvent(conversation, 1, run, Instant.EPOCH, new RunFinished(result))));
    }

    @Test
    void what_lacks_support_is_taken_down_once_as_a_word_of_the_verifier() {
        finished(true, List.of(RIGHT, WRONG));
        finished(true, List.of(RIGHT, WRONG));
        assertThat(taken).singleElement().satisfies(feedback -> {
            assertThat(feedback.source()).isEqualTo(Source.VERIFIER);
            assertThat(feedback.verdict()).isEqualTo(Verdict.DOWN);
            assertThat(feedback.runId()).isEqualTo(run);
            assertThat(feedback.comment()).contains("built by giants").doesNotContain("41 m");
        });
    }

    @Test
    void a_supported_answer_one_without_a_language_model_and_one_that_was_not_verified_are_left_alone() {
        finished(true, List.of(RIGHT));
        finished(false, List.of(RIGHT, WRONG));
        finished(true, null);
        assertThat(taken).isEmpty();
    }
}
