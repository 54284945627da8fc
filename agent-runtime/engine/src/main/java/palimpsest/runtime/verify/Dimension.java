package palimpsest.runtime.verify;

import java.util.Locale;

/** What is asked of something that is checked (LawThinker, section on DeepVerifier). */
public enum Dimension {

    /** Does the source say this? */
    KNOWLEDGE_ACCURACY,
    /** Does it bear on the question and the facts gathered? */
    RELEVANCE,
    /** Is this step allowed here, and what is missing? */
    PROCEDURAL_COMPLIANCE;

    /** As it stands in JSON: {@code knowledge_accuracy}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a failure is the agent's to correct; that a passage does not bear on the question is no mistake of whoever found it. */
    public boolean mustBeCorrected() {
        return this != RELEVANCE;
    }
}
