package palimpsest.memory.pack.law;

/**
 * A place in a text where an article is named, whether it exists or not.
 *
 * @param start {@code char} index of the first character
 * @param end   one past the last
 */
public record Mention(ArticleId article, boolean exists, int start, int end) {}
