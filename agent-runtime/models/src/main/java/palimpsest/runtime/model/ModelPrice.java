package palimpsest.runtime.model;

/**
 * What a model costs, per million tokens, in a currency of the operator's choice.
 *
 * @param input       tokens of requests
 * @param cachedInput of them those that the provider's prefix cache served; as {@code input} when null
 * @param output      tokens of answers
 */
public record ModelPrice(double input, Double cachedInput, double output) {

    public static final ModelPrice FREE = new ModelPrice(0, null, 0);

    private static final double MILLION = 1_000_000;

    /** @throws IllegalArgumentException for a price under 0 */
    public ModelPrice {
        if (input < 0 || output < 0 || cachedInput != null && cachedInput < 0) {
            throw new IllegalArgumentException("A price can't be under 0");
        }
    }

    /** @param cachedTokens of {@code inputTokens} */
    public double of(int inputTokens, int cachedTokens, int outputTokens) {
        double cached = cachedInput == null ? input : cachedInput;
        return ((inputTokens - cachedTokens) * input + cachedTokens * cached + outputTokens * output) / MILLION;
    }
}
