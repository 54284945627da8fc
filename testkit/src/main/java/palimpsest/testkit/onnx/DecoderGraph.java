package palimpsest.testkit.onnx;

import java.util.List;

/**
 * Parts of a decoder's graph as exporters write them: several heads, of which groups share keys and values, a causal mask, a cache. Inputs are
 * {@code input_ids}, {@code attention_mask} and {@code position_ids}.
 */
public final class DecoderGraph {

    private final OnnxGraph graph;
    private final int heads;
    private final int keyHeads;
    private final int headWidth;

    /** @param keyHeads heads of keys and values; divides the heads */
    public DecoderGraph(OnnxGraph graph, int heads, int keyHeads, int headWidth) {
        this.graph = graph;
        this.heads = heads;
        this.keyHeads = keyHeads;
        this.headWidth = headWidth;
        graph.longInput("input_ids", "1", "n").longInput("attention_mask", "1", "t").longInput("position_ids", "1", "n");
        graph.longs("byHead", 1, -1, heads, headWidth).longs("byKeyHead", 1, -1, keyHeads, headWidth).longs("flat", 1, -1, (long) heads * headWidth);
        graph.longs("forGroups", 1, keyHeads, 1, -1, headWidth).longs("groups", 1, 1, heads / keyHeads, 1, 1).longs("byRepeatedHead", 1, heads, -1, headWidth);
        graph.scalar("scale", (float) (1 / Math.sqrt(headWidth)));
        mask();
    }

    /** Scores of later tokens become very small. */
    private void mask() {
        graph.scalar("never", -1e9f).scalar("from", 0L).scalar("step", 1L).longs("byColumn", 1, 1, 1, -1).longs("byRow", 1, 1, -1, 1);
        graph.node("Shape", "mask.shape", "attention_mask").node("Gather", "tokens", "mask.shape", "step").node("Range", "columns", "from", "tokens", "step");
        graph.node("Reshape", "columns.shaped", "columns", "byColumn").node("Reshape", "rows.shaped", "position_ids", "byRow");
        graph.node("Greater", "later", "columns.shaped", "rows.shaped");
    }

    /** Queries by head, [1][head][token][width], of a product {@code NAME.flat}. */
    public void queries(String name) {
        byHead(name, "byHead");
    }

    /** Keys or values by head, of a product {@code NAME.flat}. */
    public void keys(String name) {
        byHead(name, "byKeyHead");
    }

    private void byHead(String name, String shape) {
        graph.node("Reshape", name + ".heads", name + ".flat", shape);
        graph.node("Transpose", "perm", List.of(0L, 2L, 1L, 3L), name, name + ".heads");
    }

    /**
     * The cache: what was seen before in front of what is new.
     *
     * @param kind {@code key} or {@code value}
     * @return name of both
     */
    public String seen(int layer, String name, String kind) {
        String past = "past_key_values." + layer + "." + kind;
        String present = "present." + layer + "." + kind;
        graph.floatInput(past, "1", String.valueOf(keyHeads), "past", String.valueOf(headWidth));
        graph.node("Concat", "axis", 2, present, past, name).output(present);
        return present;
    }

    /** Each head of keys or values once for every head of its group, by Expand and Reshape. @return name of them */
    public String repeated(String name, String all) {
        if (heads == keyHeads) {
            return all;
        }
        graph.node("Reshape", name + ".grouped", all, "forGroups").node("Expand", name + ".expanded", name + ".grouped", "groups");
        graph.node("Reshape", name + ".repeated", name + ".expanded", "byRepeatedHead");
        return name + ".repeated";
    }

    /**
     * Attention of every head.
     *
     * @param at in front of all names
     * @return name of the heads' outputs side by side, [1][token][heads × width]
     */
    public String attended(String at, String queries, String keys, String values) {
        graph.node("Transpose", "perm", List.of(0L, 1L, 3L, 2L), at + "k.turned", keys).node("MatMul", at + "products", queries, at + "k.turned");
        graph.node("Mul", at + "scaled", at + "products", "scale").node("Where", at + "masked", "later", "never", at + "scaled");
        graph.node("Softmax", "axis", -1, at + "probabilities", at + "masked").node("MatMul", at + "mixed", at + "probabilities", values);
        graph.node("Transpose", "perm", List.of(0L, 2L, 1L, 3L), at + "mixed.turned", at + "mixed").node("Reshape", at + "mixed.flat", at + "mixed.turned", "flat");
        return at + "mixed.flat";
    }
}
