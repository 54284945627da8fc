package palimpsest.memory.pack.law;

/**
 * A place in a text where an article is named, whether it exists or not.
 *
 * @param exists    whether the article does
 * @param start     {@code char} index of the first character
 * @param end       one past the last
 * @param paragraph of the article that is named, from 1, whether it exists or not; null where the whole article is
 */
public record Mention(ArticleId article, boolean exists, int start, int end, Integer paragraph) {}
