package palimpsest.memory.attention;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import palimpsest.memory.embed.NativeCalls;

/** An exported model under ONNX Runtime, cut down to the heads that are read. */
final class OnnxAttentionModel implements AttentionModel {

    private static final String PAST = "past_key_values.";

    private final ModelFiles files;
    private final String hash;
    private final List<Head> heads;
    private final ModelTokenizer tokenizer;
    private final OrtSession session;
    private final NativeCalls calls = new NativeCalls("attention-call");
    private final Map<String, NodeInfo> inputs;
    private final Map<String, String> pastByPresent = new HashMap<>();

    OnnxAttentionModel(ModelFiles files, String hash, List<Head> heads, ModelTokenizer tokenizer, OrtSession session) throws OrtException {
        this.files = files;
        this.hash = hash;
        this.heads = List.copyOf(heads);
        this.tokenizer = tokenizer;
        this.session = session;
        this.inputs = session.getInputInfo();
        for (String output : session.getOutputNames()) {
            // present.3.key feeds past_key_values.3.key
            String past = PAST + output.substring(output.indexOf('.') + 1);
            if (output.startsWith("present") && inputs.containsKey(past)) {
                pastByPresent.put(output, past);
            }
        }
    }

    @Override
    public String name() {
        return files.name();
    }

    @Override
    public String hash() {
        return hash;
    }

    @Override
    public boolean causal() {
        return files.causal();
    }

    @Override
    public int window() {
        return files.window();
    }

    @Override
    public List<Head> heads() {
        return heads;
    }

    @Override
    public int[] tokens(String text) {
        return tokenizer.tokens(text);
    }

    @Override
    public List<int[]> places(String text) {
        return tokenizer.places(text);
    }

    @Override
    public Frame frame() {
        return tokenizer.frame();
    }

    @Override
    public Attention attend(Prompt prompt, int from, int to) {
        return calls.call(() -> attend(prompt, Map.of(), 0, from, to));
    }

    @Override
    public List<Attention> attend(int[] prefix, List<int[]> suffixes) {
        return calls.call(() -> attendAll(prefix, suffixes));
    }

    private List<Attention> attendAll(int[] prefix, List<int[]> suffixes) {
        long pasts = inputs.keySet().stream().filter(name -> name.startsWith(PAST)).count();
        if (prefix.length == 0 || pasts == 0 || pasts != pastByPresent.size()) {
            return AttentionModel.super.attend(prefix, suffixes);
        }
        try (var feed = new Feed(); var seen = session.run(feed.of(new Prompt(prefix), Map.of(), 0, 0, 0), pastByPresent.keySet())) {
            var past = new HashMap<String, OnnxTensor>();
            seen.forEach(entry -> past.put(pastByPresent.get(entry.getKey()), (OnnxTensor) entry.getValue()));
            return suffixes.stream().map(suffix -> attend(new Prompt(suffix), past, prefix.length, 0, suffix.length)).toList();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private Attention attend(Prompt prompt, Map<String, OnnxTensor> past, int seen, int from, int to) {
        if (seen + prompt.length() > window()) {
            throw new IllegalArgumentException(seen + prompt.length() + " tokens do not fit into the " + window() + " of " + name());
        }
        var wanted = new java.util.HashSet<>(session.getOutputNames());
        wanted.removeAll(pastByPresent.keySet());
        try (var feed = new Feed(); var result = session.run(feed.of(prompt, past, seen, from, to), wanted)) {
            return new Attention(weights(result, to - from), vectors(result));
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private float[][][] weights(OrtSession.Result result, int rows) throws OrtException {
        var weights = new float[heads.size()][][];
        var byLayer = new TreeMap<Integer, List<Integer>>();
        for (int i = 0; i < weights.length; i++) {
            byLayer.computeIfAbsent(heads.get(i).layer(), layer -> new ArrayList<>()).add(i);
        }
        for (var layer : byLayer.entrySet()) {
            OnnxTensor tensor = (OnnxTensor) result.get(AttentionGraph.attention(layer.getKey())).orElseThrow();
            FloatBuffer values = tensor.getFloatBuffer();
            int columns = Math.toIntExact(tensor.getInfo().getShape()[3]);
            for (int head : layer.getValue()) {
                weights[head] = matrix(values, rows, columns);
            }
        }
        return weights;
    }

    private static float[][] vectors(OrtSession.Result result) throws OrtException {
        var vectors = result.get(AttentionGraph.VECTORS);
        if (vectors.isEmpty()) {
            return null;
        }
        OnnxTensor tensor = (OnnxTensor) vectors.get();
        long[] shape = tensor.getInfo().getShape();
        return matrix(tensor.getFloatBuffer(), Math.toIntExact(shape[1]), Math.toIntExact(shape[2]));
    }

    private static float[][] matrix(FloatBuffer values, int rows, int columns) {
        var matrix = new float[rows][columns];
        for (float[] row : matrix) {
            values.get(row);
        }
        return matrix;
    }

    private IllegalStateException failure(OrtException e) {
        return new IllegalStateException("ONNX Runtime failed on " + name() + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        } finally {
            tokenizer.close();
        }
    }

    /** The inputs of one run, freed after it; keys and values of an earlier run are not its own. */
    private final class Feed implements AutoCloseable {

        private final List<OnnxTensor> own = new ArrayList<>();

        Map<String, OnnxTensor> of(Prompt prompt, Map<String, OnnxTensor> past, int seen, int from, int to) throws OrtException {
            var feed = new HashMap<String, OnnxTensor>(past);
            for (var input : inputs.entrySet()) {
                String name = input.getKey();
                if (feed.containsKey(name)) {
                    continue;
                }
                feed.put(name, switch (name) {
                    case "input_ids" -> longs(prompt.length(), i -> prompt.ids()[(int) i]);
                    case "token_type_ids" -> longs(prompt.length(), i -> prompt.types()[(int) i]);
                    case "attention_mask" -> longs(seen + prompt.length(), i -> 1);
                    case "position_ids" -> longs(prompt.length(), i -> seen + i);
                    case AttentionGraph.ROWS -> own(OnnxTensor.createTensor(environment(), LongBuffer.wrap(range(from, to)), new long[] {to - from}));
                    default -> nothingSeen(name, (TensorInfo) input.getValue().getInfo());
                });
            }
            return feed;
        }

        private OnnxTensor longs(int length, LongUnaryOperator value) throws OrtException {
            long[] values = new long[length];
            Arrays.setAll(values, i -> value.applyAsLong(i));
            return own(OnnxTensor.createTensor(environment(), LongBuffer.wrap(values), new long[] {1, length}));
        }

        /** Keys or values of no token: [1, heads, 0, width]. */
        private OnnxTensor nothingSeen(String name, TensorInfo info) throws OrtException {
            long[] shape = info.getShape().clone();
            if (!name.startsWith(PAST) || shape.length != 4 || shape[1] < 0 || shape[3] < 0) {
                throw new IllegalStateException("The model " + files.name() + " wants an input that is not known here: " + name);
            }
            shape[0] = 1;
            shape[2] = 0;
            return own(switch (info.type) {
                case FLOAT16, BFLOAT16 -> OnnxTensor.createTensor(environment(), ShortBuffer.allocate(0), shape, info.type);
                default -> OnnxTensor.createTensor(environment(), FloatBuffer.allocate(0), shape);
            });
        }

        private OnnxTensor own(OnnxTensor tensor) {
            own.add(tensor);
            return tensor;
        }

        @Override
        public void close() {
            own.forEach(OnnxTensor::close);
        }
    }

    private static long[] range(int from, int to) {
        long[] range = new long[to - from];
        Arrays.setAll(range, i -> from + i);
        return range;
    }

    private static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment();
    }
}
