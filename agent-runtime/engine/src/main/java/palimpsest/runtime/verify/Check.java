package palimpsest.runtime.verify;

import java.util.List;
import palimpsest.runtime.answer.ReadSpan;

/**
 * One thing that can be found out about a subject. Declare a bean to add one. Called for the same subject with the same facts it
 * finds the same; it changes nothing.
 */
public interface Check {

    /** Names the check whose failure withholds an answer. */
    String ABSENCE = "absence";
    /** Names the check whose findings say where the sentences of an answer stand. */
    String SUPPORT = "support";

    /** The same at each call. */
    CheckScope scope();

    default String name() {
        return scope().name();
    }

    /** Of its findings; of a check that decides several the first. */
    default Dimension dimension() {
        return scope().dimensions().getFirst();
    }

    /** Whether there is anything to find out. */
    default boolean concerns(Subject subject) {
        return scope().concerns().test(subject);
    }

    /** Whether it may take longer than a look into what was read, as one that asks a language model does: what the model said is recorded before. */
    default boolean takesLong() {
        return true;
    }

    /**
     * Told of what was read, on a thread of its own beside the model's next call: what this check needs of a text may be made ready. Nothing waits for it, and a
     * failure has no consequence.
     *
     * @param passages text of documents, to the character
     */
    default void prepare(List<ReadSpan> passages, Facts facts) {}

    /**
     * Findings in the order of the subject; none when there was no claim to check.
     *
     * @param budget asked before anything outside is used: a language model, a search, a reranker
     * @throws VerificationBudgetSpent when it is used up; findings so far are lost and {@code unknown} stands in their place
     */
    List<Finding> check(Subject subject, Facts facts, VerificationBudget budget);
}
