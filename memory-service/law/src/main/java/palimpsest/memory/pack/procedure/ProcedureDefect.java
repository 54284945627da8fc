package palimpsest.memory.pack.procedure;

/**
 * Something that makes a procedure impossible to follow.
 *
 * @param at      id of the stage or act that it is about
 * @param message what is wrong, and what to write instead
 */
public record ProcedureDefect(String at, String message) {}
