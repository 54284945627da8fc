package palimpsest.memory.meta.feedback;

import java.util.List;
import java.util.UUID;
import palimpsest.memory.meta.evolve.TrainingCase;

/** Feedback, only ever added until a person is forgotten: of several on one answer the last one counts, a person's before the verifier's. Every call is scoped by tenant. */
public interface FeedbackStore {

    /** @return the same with the time at which it was recorded */
    AnswerFeedback record(AnswerFeedback feedback);

    /** Of a conversation, the oldest first. */
    List<AnswerFeedback> of(String tenant, UUID conversationId);

    /** Of a run's answer, the oldest first. */
    List<AnswerFeedback> ofRun(String tenant, UUID conversationId, UUID runId);

    /** What can be learned from, the oldest first, one case for each answer; its id is that of the feedback. */
    List<TrainingCase> cases(String tenant);

    /** Erases all feedback on answers in these conversations, whose person is forgotten; in the transaction of the caller if there is one. @return how many entries */
    int erase(String tenant, List<UUID> conversations);
}
