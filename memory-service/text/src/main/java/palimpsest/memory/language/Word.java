package palimpsest.memory.language;

/**
 * A content word (or, in Chinese, Japanese and Korean, a pair of characters) of a text.
 *
 * @param term    what is compared: lower case, stemmed
 * @param surface as it stands in the text, without a possessive {@code 's}
 * @param start   first {@code char} in the text
 * @param end     one past its last, before a possessive {@code 's}
 * @param name    begins with a capital where that marks a name (not in German, not at the start of a sentence)
 * @param number  has a digit
 */
public record Word(String term, String surface, int start, int end, boolean name, boolean number) {}
