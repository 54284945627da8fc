package palimpsest.memory.attention;

import java.util.Comparator;

/**
 * An attention head, named as in published sets of retrieval heads ({@code 14-3}: layer 14, head 3; QRHead, arXiv 2506.09944).
 *
 * @param layer from 0, at the input's side
 * @param head  from 0; with grouped-query attention the query head
 */
public record Head(int layer, int head) implements Comparable<Head> {

    private static final Comparator<Head> ORDER = Comparator.comparingInt(Head::layer).thenComparingInt(Head::head);

    public Head {
        if (layer < 0 || head < 0) {
            throw new IllegalArgumentException("A head's layer and number count from 0, not " + layer + "-" + head);
        }
    }

    /**
     * @param name such as {@code 14-3}
     * @throws IllegalArgumentException when it is of another form
     */
    public static Head parse(String name) {
        String[] parts = name.strip().split("-");
        try {
            if (parts.length == 2) {
                return new Head(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("\"" + name + "\" names no head: write layer-head, both from 0, such as 14-3");
    }

    @Override
    public int compareTo(Head other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return layer + "-" + head;
    }
}
