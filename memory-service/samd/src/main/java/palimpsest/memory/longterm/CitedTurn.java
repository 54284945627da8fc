package palimpsest.memory.longterm;

/**
 * A remembered turn that an answer cites.
 *
 * @param conversation in which it was said
 * @param seq          its number there
 */
public record CitedTurn(String conversation, long seq) {}
