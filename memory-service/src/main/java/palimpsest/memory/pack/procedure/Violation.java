package palimpsest.memory.pack.procedure;

/**
 * A rule that a move breaks.
 *
 * @param what  is wrong
 * @param remedy what to do instead
 */
public record Violation(Kind kind, String what, String remedy) {

    /** What is wrong with a move. */
    public enum Kind { UNKNOWN_ACT, WRONG_ROLE, SKIPPED_STAGE, TOO_EARLY, CLOSED_STAGE, FORBIDDEN_MOVE, MISSING_QUESTION, MISSING_CITATION }
}
