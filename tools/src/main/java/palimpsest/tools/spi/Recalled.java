package palimpsest.tools.spi;

/**
 * A message that has left the window and matches what was asked for.
 *
 * @param role    {@code assistant} or {@code tool}
 * @param tool    that answered or was called; null for a message that only spoke
 * @param snippet the text about the place that matches
 */
public record Recalled(int msgId, String role, String tool, String snippet) {}
