package palimpsest.memory.attention;

/**
 * Tokens to run.
 *
 * @param ids   not empty
 * @param types token type of each, for encoders that tell two texts apart; all 0 otherwise
 */
public record Prompt(int[] ids, int[] types) {

    /** Tokens of one type. */
    public Prompt(int[] ids) {
        this(ids, new int[ids.length]);
    }

    public int length() {
        return ids.length;
    }
}
