package palimpsest.memory.pack.procedure;

import java.util.Locale;

/**
 * A rule that a move breaks.
 *
 * @param what  is wrong
 * @param remedy what to do instead
 */
public record Violation(Kind kind, String what, String remedy) {

    /** What is wrong with a move. */
    public enum Kind {

        UNKNOWN_ACT, WRONG_ROLE, SKIPPED_STAGE, TOO_EARLY, CLOSED_STAGE, FORBIDDEN_MOVE, MISSING_QUESTION, MISSING_CITATION;

        /** As it stands in JSON: {@code skipped_stage}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
