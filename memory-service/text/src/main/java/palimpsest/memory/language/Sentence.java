package palimpsest.memory.language;

/**
 * A sentence, a heading or one turn of a dialogue inside a text.
 *
 * @param start first {@code char} (UTF-16) of the sentence in the text it was split from; never white space
 * @param end   one past its last
 * @param text  the text in between, line breaks included
 */
public record Sentence(int start, int end, String text) {

    /** The sentence on one line: each run of white space is one space. */
    public String oneLine() {
        return text.replaceAll("\\s+", " ");
    }
}
