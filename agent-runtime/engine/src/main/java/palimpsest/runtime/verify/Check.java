package palimpsest.runtime.verify;

import java.util.List;

/**
 * One thing that can be found out about a subject. Declare a bean to add one. Called for the same subject with the same facts it
 * finds the same; it changes nothing.
 */
public interface Check {

    /** Names the check whose failure withholds an answer. */
    String ABSENCE = "absence";
    /** Names the check whose findings say where the sentences of an answer stand. */
    String SUPPORT = "support";

    /** Short and stable, such as {@code quote}: it names the findings. */
    String name();

    Dimension dimension();

    /** Whether there is anything to find out; decided without looking anything up. */
    boolean concerns(Subject subject);

    /**
     * Findings in the order of the subject; none when there was no claim to check.
     *
     * @param budget asked before anything outside is used: a language model, a search, a reranker
     * @throws VerificationBudgetSpent when it is used up; findings so far are lost and {@code unknown} stands in their place
     */
    List<Finding> check(Subject subject, Facts facts, VerificationBudget budget);
}
