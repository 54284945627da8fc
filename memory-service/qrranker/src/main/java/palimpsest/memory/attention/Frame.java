package palimpsest.memory.attention;

import java.util.Arrays;

/**
 * The special tokens that a model was trained to see around one text or a pair of texts.
 *
 * @param before     in front of the first, such as {@code [CLS]}; of a decoder, what begins every text
 * @param between    between the two, such as {@code [SEP]}
 * @param after      behind the last
 * @param secondType token type of the second text and what follows it
 */
public record Frame(int[] before, int[] between, int[] after, int secondType) {

    /** Special tokens around a pair. */
    public int size() {
        return before.length + between.length + after.length;
    }

    /** A pair of texts as the model expects it. */
    public Prompt pair(int[] first, int[] second) {
        var ids = new int[size() + first.length + second.length];
        int at = put(before, ids, 0);
        at = put(first, ids, at);
        at = put(between, ids, at);
        int start = at;
        at = put(second, ids, at);
        put(after, ids, at);
        var types = new int[ids.length];
        Arrays.fill(types, start, types.length, secondType);
        return new Prompt(ids, types);
    }

    /** One text as the model expects it; it starts where the first of a pair does. */
    public Prompt single(int[] text) {
        var ids = new int[before.length + text.length + after.length];
        put(after, ids, put(text, ids, put(before, ids, 0)));
        return new Prompt(ids);
    }

    /** Where the first text of a pair starts. */
    public int first() {
        return before.length;
    }

    /** Where the second text starts, by the length of the first. */
    public int second(int firstLength) {
        return before.length + firstLength + between.length;
    }

    private static int put(int[] from, int[] to, int at) {
        System.arraycopy(from, 0, to, at, from.length);
        return at + from.length;
    }
}
