package palimpsest.memory.rerank;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import palimpsest.memory.attention.Attention;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.Prompt;
import palimpsest.memory.rerank.Reranker.Candidate;

/**
 * Runs query and candidates through a model. Each candidate stands alone in its window with the query: in a common window candidates
 * compete for the same attention, so that their scores would depend on the packing. An encoder reads query then candidate, a decoder the
 * memory's summary, the candidate, then the query (QRHead, arXiv 2506.09944, section 3).
 */
final class AttentionReader {

    private static final String NULL_QUERY = "N/A";

    private final AttentionModel model;
    private final boolean nullQuery;
    private final String summary;

    AttentionReader(AttentionModel model, boolean nullQuery, String summary) {
        this.model = model;
        this.nullQuery = nullQuery;
        this.summary = summary;
    }

    private record Pass(int length, double[][] heads, float[] best) {}

    List<Evidence> read(String query, List<Candidate> candidates) {
        int[] asked = shortened(model.tokens(query), model.window() / 2);
        int[] nothing = model.tokens(NULL_QUERY);
        int room = model.window() - model.frame().size() - Math.max(asked.length, nothing.length);
        int[] context = summary.isEmpty() || !model.causal() ? new int[0] : shortened(model.tokens(summary + "\n"), room / 2);
        List<int[]> texts = candidates.stream().map(one -> shortened(model.tokens(text(one)), room - context.length)).toList();
        List<Pass> passes = texts.parallelStream().map(text -> pass(asked, nothing, context, text)).toList();
        double[] rarity = rarity(asked, texts);
        return passes.stream().map(pass -> new Evidence(Arrays.stream(pass.heads()).mapToDouble(AttentionReader::mass).toArray(),
                weighted(pass.best(), rarity), pass.length())).toList();
    }

    private static String text(Candidate candidate) {
        return candidate.title().isEmpty() ? candidate.text() : candidate.title() + ": " + candidate.text();
    }

    private Pass pass(int[] asked, int[] nothing, int[] context, int[] text) {
        return model.causal() ? afterText(asked, nothing, context, text) : beside(asked, nothing, text);
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

    private Pass afterText(int[] asked, int[] nothing, int[] context, int[] text) {
        int[] prefix = joined(model.frame().before(), context, text);
        int start = prefix.length - text.length;
        List<Attention> seen = model.attend(prefix, nullQuery ? List.of(asked, nothing) : List.of(asked));
        double[][] heads = means(seen.getFirst(), start, text.length);
        if (nullQuery) {
            subtract(heads, means(seen.getLast(), start, text.length));
        }
        return new Pass(text.length, heads, null);
    }

    private static int[] joined(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
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
