package palimpsest.memory.text;

/**
 * Counts and locates the tokens of a model. Implementations are safe for use by several threads.
 */
public interface Tokenizer {

    /** A stable name such as {@code o200k_base}; stored beside everything measured in its tokens. */
    String id();

    /** Number of tokens of {@code text}, special tokens not included; 0 for the empty text. */
    int count(String text);

    /** Where each token stands in {@code text}, in Unicode code points. */
    TokenOffsets tokenize(String text);
}
