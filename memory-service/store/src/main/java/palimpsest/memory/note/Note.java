package palimpsest.memory.note;

/**
 * What an agent wrote down.
 *
 * @param key     unique in its book
 * @param summary one line that always stands in the window
 * @param content the full text, read on request
 */
public record Note(String key, String summary, String content) {}
