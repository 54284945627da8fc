package palimpsest.memory.longterm;

import palimpsest.memory.gate.Turn;

/**
 * A turn with its number in its conversation, by which it is taken in once however often it is sent.
 *
 * @param seq unique within the conversation, growing
 */
public record NumberedTurn(long seq, Turn turn) {}
