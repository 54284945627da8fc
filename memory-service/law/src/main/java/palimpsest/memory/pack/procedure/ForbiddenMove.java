package palimpsest.memory.pack.procedure;

/**
 * What must not be done in a stage. One of the first two is null.
 *
 * @param says words that must not be said in an act of the stage
 * @param tool name of a tool that must not be used while the stage lasts
 * @param why  said to whoever tries
 */
public record ForbiddenMove(String says, String tool, String why) {}
