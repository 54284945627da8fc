package palimpsest.memory.gate;

/**
 * A turn and what was said before it in the same conversation.
 *
 * @param embedding of {@link Turn#content()}, of length 1; null where it has none, as always when a gate is asked first
 * @param before    the last turns of the conversation before this one
 */
public record Interaction(Turn turn, float[] embedding, Dialogue before) {}
