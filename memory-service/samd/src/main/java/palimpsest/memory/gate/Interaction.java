package palimpsest.memory.gate;

/**
 * A turn and what was said before it in the same conversation.
 *
 * @param embedding of {@link Turn#content()}, of length 1; null without an embedding model
 * @param before    the conversation up to this turn, without it
 */
public record Interaction(Turn turn, float[] embedding, Dialogue before) {}
