package palimpsest.memory.meta.feedback;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What was said of one answer.
 *
 * @param source      who said it
 * @param comment     null for none
 * @param memories    what stood before the agent when it answered
 * @param rightAnswer the correction, or the answer itself when it was good; null when nobody said what is right
 * @param task        any name; see {@link palimpsest.memory.meta.TaskKind}
 * @param createdAt   null before it is stored
 */
public record AnswerFeedback(UUID id, String tenant, UUID conversationId, UUID runId, Source source, Verdict verdict, String comment, String question,
                             List<String> memories, String answer, String rightAnswer, String task, Instant createdAt) {

    public enum Source { USER, VERIFIER }

    public enum Verdict { UP, DOWN }

    AnswerFeedback at(Instant time) {
        return new AnswerFeedback(id, tenant, conversationId, runId, source, verdict, comment, question, memories, answer, rightAnswer, task, time);
    }

    /** Whether it can be learned from. */
    public boolean teaches() {
        return rightAnswer != null;
    }
}
