package palimpsest.memory.rerank;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import palimpsest.memory.attention.Attention;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.Prompt;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * Runs query and candidates through a model. An encoder reads the query, then one candidate; a decoder the memory's summary, one candidate
 * or many ({@link Packing}), then the query (QRHead, arXiv 2506.09944, section 3).
 */
public final class AttentionReader {

    private static final String NULL_QUERY = "N/A";
    /** Tokens kept free for the number of one of many candidates. */
    private static final int NUMBER = 8;

    private final AttentionModel model;
    private final boolean nullQuery;
    private final boolean listwise;
    private final String summary;
    /** Not the JVM's common pool, which may be an application's; its threads end when they have nothing to do. */
    private final ForkJoinPool threads = new ForkJoinPool();

    /** @throws IllegalArgumentException when many candidates are to share the window of an encoder */
    public AttentionReader(AttentionModel model, boolean nullQuery, Packing packing, String summary) {
        if (packing == Packing.LISTWISE && !model.causal()) {
            throw new IllegalArgumentException(model.name() + " is an encoder, which reads one candidate at a time: listwise packing is for decoders");
        }
        this.listwise = packing == Packing.LISTWISE;
        this.model = model;
        this.nullQuery = nullQuery;
        this.summary = summary;
    }

    /** What stands in every window, and how many tokens are left for candidates. */
    private record Windows(int[] asked, int[] nothing, int[] context, int room) {}

    private record Pass(int length, double[][] heads, float[] best) {}

    public List<Evidence> read(String query, List<Candidate> candidates) {
        int[] asked = shortened(model.tokens(query), model.window() / 2);
        int[] nothing = model.tokens(NULL_QUERY);
        int room = model.window() - model.frame().size() - Math.max(asked.length, nothing.length);
        int[] context = summary.isEmpty() || !model.causal() ? new int[0] : shortened(model.tokens(summary + "\n"), room / 2);
        var windows = new Windows(asked, nothing, context, room - context.length);
        List<int[]> texts = candidates.stream().map(one -> shortened(model.tokens(text(one)), windows.room() - (listwise ? NUMBER : 0))).toList();
        List<Pass> passes = listwise ? together(windows, texts) : eachAlone(windows, texts);
        double[] rarity = rarity(asked, texts);
        return passes.stream().map(pass -> new Evidence(Arrays.stream(pass.heads()).mapToDouble(AttentionReader::mass).toArray(),
                weighted(pass.best(), rarity), pass.length())).toList();
    }

    private List<Pass> eachAlone(Windows windows, List<int[]> texts) {
        return threads.submit(() -> texts.parallelStream().map(text -> pass(windows, text)).toList()).join();
    }

    private static String text(Candidate candidate) {
        return candidate.title().isEmpty() ? candidate.text() : candidate.title() + ": " + candidate.text();
    }

    private Pass pass(Windows windows, int[] text) {
        return model.causal() ? behind(windows, List.of(text)).getFirst() : beside(windows.asked(), windows.nothing(), text);
    }

    private List<Pass> together(Windows windows, List<int[]> texts) {
        var passes = new HashMap<IntBuffer, Pass>();
        // one after another: a window of thousands of tokens occupies all cores by itself
        for (List<IntBuffer> window : CandidateWindows.of(texts, windows.room(), NUMBER)) {
            List<Pass> seen = behind(windows, window.stream().map(IntBuffer::array).toList());
            IntStream.range(0, window.size()).forEach(i -> passes.put(window.get(i), seen.get(i)));
        }
        return texts.stream().map(text -> passes.get(IntBuffer.wrap(text))).toList();
    }

    private Pass beside(int[] asked, int[] nothing, int[] text) {
        Prompt pair = model.frame().pair(asked, text);
        int first = model.frame().first();
        int second = model.frame().second(asked.length);
        Attention seen = model.attend(pair, first, first + asked.length);
        double[][] heads = means(seen, second, text.length);
        if (nullQuery) {
            subtract(heads, means(model.attend(model.frame().pair(nothing, text), first, first + nothing.length),
                    model.frame().second(nothing.length), text.length));
        }
        return new Pass(text.length, heads, MaxSim.best(seen.vectors(), first, asked.length, second, text.length));
    }

    /** The query behind the texts: a decoder sees only what stands before. */
    private List<Pass> behind(Windows windows, List<int[]> texts) {
        var prefix = new ArrayList<>(List.of(model.frame().before(), windows.context()));
        int[] starts = new int[texts.size()];
        int length = model.frame().before().length + windows.context().length;
        for (int i = 0; i < starts.length; i++) {
            int[] number = listwise ? shortened(model.tokens("[" + (i + 1) + "] "), NUMBER) : new int[0];
            prefix.add(number);
            prefix.add(texts.get(i));
            starts[i] = length + number.length;
            length = starts[i] + texts.get(i).length;
        }
        List<Attention> seen = model.attend(joined(prefix), nullQuery ? List.of(windows.asked(), windows.nothing()) : List.of(windows.asked()));
        return IntStream.range(0, starts.length).mapToObj(i -> calibrated(seen, starts[i], texts.get(i).length)).toList();
    }

    private static Pass calibrated(List<Attention> seen, int start, int length) {
        double[][] heads = means(seen.getFirst(), start, length);
        if (seen.size() > 1) {
            subtract(heads, means(seen.getLast(), start, length));
        }
        return new Pass(length, heads, null);
    }

    private static int[] joined(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    /** Mean over the rows, [head][token of the candidate]. */
    private static double[][] means(Attention attention, int start, int length) {
        float[][][] weights = attention.weights();
        var means = new double[weights.length][length];
        for (int head = 0; head < weights.length; head++) {
            for (float[] row : weights[head]) {
                for (int token = 0; token < length; token++) {
                    means[head][token] += row[start + token] / weights[head].length;
                }
            }
        }
        return means;
    }

    private static void subtract(double[][] heads, double[][] other) {
        for (int head = 0; head < heads.length; head++) {
            for (int token = 0; token < heads[head].length; token++) {
                heads[head][token] -= other[head][token];
            }
        }
    }

    /** Sum over the tokens but those under mean − 2·std (QRHead, section 3). */
    static double mass(double[] tokens) {
        double mean = Arrays.stream(tokens).average().orElse(0);
        double deviation = Math.sqrt(Arrays.stream(tokens).map(x -> (x - mean) * (x - mean)).average().orElse(0));
        return Arrays.stream(tokens).filter(x -> x >= mean - 2 * deviation).sum();
    }

    /** How rare each query token is among the candidates, as in BM25. */
    private static double[] rarity(int[] asked, List<int[]> texts) {
        return IntStream.of(asked).mapToDouble(token -> {
            long holding = texts.stream().filter(text -> IntStream.of(text).anyMatch(other -> other == token)).count();
            return Math.log(1 + (texts.size() - holding + 0.5) / (holding + 0.5));
        }).toArray();
    }

    private static double weighted(float[] best, double[] rarity) {
        if (best == null) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < best.length; i++) {
            sum += rarity[i] * best[i];
        }
        return sum / Math.max(1e-9, Arrays.stream(rarity).sum());
    }

    private static int[] shortened(int[] tokens, int length) {
        return tokens.length <= length ? tokens : Arrays.copyOf(tokens, Math.max(0, length));
    }
}
