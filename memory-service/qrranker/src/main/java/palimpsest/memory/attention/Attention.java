package palimpsest.memory.attention;

/**
 * What came out of a model for one text.
 *
 * @param weights attention probabilities [head][row][token]: heads in the order of {@link AttentionModel#heads()}, rows are the positions
 *                that were asked for; a row's weights over all tokens sum to 1
 * @param vectors token vectors [token][width] of the tokens run; null where none were asked for
 */
public record Attention(float[][][] weights, float[][] vectors) {}
