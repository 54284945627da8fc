package palimpsest.testkit.onnx;

import java.util.List;

/**
 * A decoder as Llama and Qwen are built: RMS norms, rotary positions, grouped queries, gated feed-forward, a cache. Where the numbers of its matrices
 * come from is the caller's.
 */
public final class RotaryGraph {

    /** A layer's matrices. */
    public enum Matrix { QUERY, KEY, VALUE, OUT, GATE, UP, DOWN }

    /** Multiplies with a matrix. */
    @FunctionalInterface
    public interface Product {
        void write(OnnxGraph graph, String output, String input, int layer, Matrix matrix);
    }

    /**
     * @param window positions
     * @param base   of the angles of rotary positions
     */
    public record Geometry(int layers, int heads, int keyHeads, int headWidth, int window, double base, float epsilon) {

        /** Cosines or sines of every position, [position][place in a head]. */
        public float[][] angles(boolean cosines) {
            var angles = new float[window][headWidth];
            for (int position = 0; position < window; position++) {
                for (int i = 0; i < headWidth; i++) {
                    double angle = position / Math.pow(base, 2.0 * (i % (headWidth / 2)) / headWidth);
                    angles[position][i] = (float) (cosines ? Math.cos(angle) : Math.sin(angle));
                }
            }
            return angles;
        }
    }

    private final Geometry geometry;
    private final OnnxGraph graph = new OnnxGraph("decoder");
    private final DecoderGraph decoder;
    private final Product product;

    private RotaryGraph(Geometry geometry, Product product) {
        this.geometry = geometry;
        this.decoder = new DecoderGraph(graph, geometry.heads(), geometry.keyHeads(), geometry.headWidth());
        this.product = product;
    }

    /** The model's file. @param embedding [word][width] */
    public static byte[] model(Geometry geometry, float[][] embedding, Product product) {
        return new RotaryGraph(geometry, product).model(embedding);
    }

    private byte[] model(float[][] embedding) {
        graph.floats("embedding", embedding).floats("cosines", geometry.angles(true)).floats("sines", geometry.angles(false)).scalar("epsilon", geometry.epsilon());
        graph.longs("byPosition", 1, 1, -1, geometry.headWidth()).longs("zero", 0).longs("half", geometry.headWidth() / 2).longs("whole", geometry.headWidth()).longs("last", -1);
        graph.node("Gather", "cos.at", "cosines", "position_ids").node("Gather", "sin.at", "sines", "position_ids");
        graph.node("Reshape", "cos", "cos.at", "byPosition").node("Reshape", "sin", "sin.at", "byPosition");
        String hidden = "hidden";
        graph.node("Gather", hidden, "embedding", "input_ids");
        for (int layer = 0; layer < geometry.layers(); layer++) {
            hidden = layer(layer, hidden);
        }
        return graph.output(hidden).model();
    }

    private String layer(int layer, String hidden) {
        String at = "layer." + layer + ".";
        norm(at + "in", hidden);
        product.write(graph, at + "q.flat", at + "in", layer, Matrix.QUERY);
        product.write(graph, at + "k.flat", at + "in", layer, Matrix.KEY);
        product.write(graph, at + "v.flat", at + "in", layer, Matrix.VALUE);
        decoder.queries(at + "q");
        decoder.keys(at + "k");
        decoder.keys(at + "v");
        String keys = decoder.repeated(at + "k", decoder.seen(layer, rotated(at + "k"), "key"));
        String values = decoder.repeated(at + "v", decoder.seen(layer, at + "v", "value"));
        product.write(graph, at + "out", decoder.attended(at, rotated(at + "q"), keys, values), layer, Matrix.OUT);
        graph.node("Add", at + "attended", hidden, at + "out");
        norm(at + "forward", at + "attended");
        product.write(graph, at + "gate", at + "forward", layer, Matrix.GATE);
        product.write(graph, at + "up", at + "forward", layer, Matrix.UP);
        graph.node("Sigmoid", at + "gate.open", at + "gate").node("Mul", at + "gate.silu", at + "gate", at + "gate.open").node("Mul", at + "inner", at + "gate.silu", at + "up");
        product.write(graph, at + "down", at + "inner", layer, Matrix.DOWN);
        graph.node("Add", at + "hidden", at + "attended", at + "down");
        return at + "hidden";
    }

    private void norm(String name, String input) {
        graph.node("Mul", name + ".square", input, input).node("ReduceMean", "axes", List.of(-1L), name + ".mean", name + ".square");
        graph.node("Add", name + ".safe", name + ".mean", "epsilon").node("Sqrt", name + ".size", name + ".safe").node("Div", name, input, name + ".size");
    }

    private String rotated(String name) {
        graph.node("Slice", name + ".first", name, "zero", "half", "last").node("Slice", name + ".second", name, "half", "whole", "last");
        graph.node("Neg", name + ".second.less", name + ".second").node("Concat", "axis", -1, name + ".swapped", name + ".second.less", name + ".first");
        graph.node("Mul", name + ".by.cos", name, "cos").node("Mul", name + ".by.sin", name + ".swapped", "sin");
        graph.node("Add", name + ".rotated", name + ".by.cos", name + ".by.sin");
        return name + ".rotated";
    }
}
