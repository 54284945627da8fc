package palimpsest.memory.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A transformer whose attention is read. Implementations may be used by several threads. */
public interface AttentionModel extends AutoCloseable {

    /** Name for people and logs, such as {@code bge-small-en-v1.5-q}. */
    String name();

    /** SHA-256 of the model's file, hexadecimal: what was fitted on one model means nothing on another. */
    String hash();

    /** Whether a token attends only to those before it (a decoder). */
    boolean causal();

    /** Tokens that fit, special ones included. */
    int window();

    /** The heads that are read, ascending. */
    List<Head> heads();

    /** A text's tokens without special ones. */
    int[] tokens(String text);

    /** Where each of a text's {@link #tokens} stands in it, in Unicode code points, {@code [start, end)}; empty for a model that can't say it. */
    default List<int[]> places(String text) {
        return List.of();
    }

    /** The special tokens that stand around texts. */
    Frame frame();

    /**
     * One forward pass.
     *
     * @param from first position whose attention is wanted
     * @param to   position after the last
     */
    Attention attend(Prompt prompt, int from, int to);

    /**
     * The attention of each suffix's tokens over a common prefix and themselves. A decoder that gives out its keys and values computes the
     * prefix once; others run the prefix again for each.
     */
    default List<Attention> attend(int[] prefix, List<int[]> suffixes) {
        var all = new ArrayList<Attention>(suffixes.size());
        for (int[] suffix : suffixes) {
            int[] ids = Arrays.copyOf(prefix, prefix.length + suffix.length);
            System.arraycopy(suffix, 0, ids, prefix.length, suffix.length);
            all.add(attend(new Prompt(ids), prefix.length, ids.length));
        }
        return all;
    }

    @Override
    void close();
}
