package palimpsest.memory.pack.procedure;

/**
 * An act as somebody does it.
 *
 * @param act  id
 * @param role who does it; empty when it is not said
 * @param says what is said; may be empty
 */
public record ProcedureMove(String act, String role, String says) {}
