package palimpsest.memory.rerank;

import java.nio.IntBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import palimpsest.memory.attention.Attention;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.Prompt;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * Runs query and candidates through a model. An encoder reads the query, then one candidate; a decoder the memory's summary, one candidate
 * or many ({@link Packing}), then the query (QRHead, arXiv 2506.09944, section 3).
 */
public final class AttentionReader implements AutoCloseable {

    private static final String NULL_QUERY = "N/A";
    /** Tokens kept free for the number of one of many candidates. */
    private static final int NUMBER = 8;
    private static final long IDLE_SECONDS = 30;

    private final AttentionModel model;
    private final boolean nullQuery;
    private final boolean listwise;
    private final String summary;
    /** As many as there are processors, whatever is asked at once; they end when they have nothing to do. */
    private final ThreadPoolExecutor threads;
    private final LongSupplier nanos;
    private volatile boolean closed;

    /** @throws IllegalArgumentException when many candidates are to share the window of an encoder */
    public AttentionReader(AttentionModel model, boolean nullQuery, Packing packing, String summary) {
        this(model, nullQuery, packing, summary, System::nanoTime);
    }

    /** @param nanos time that deadlines are told by */
    AttentionReader(AttentionModel model, boolean nullQuery, Packing packing, String summary, LongSupplier nanos) {
        this.nanos = nanos;
        if (packing == Packing.LISTWISE && !model.causal()) {
            throw new IllegalArgumentException(model.name() + " is an encoder, which reads one candidate at a time: listwise packing is for decoders");
        }
        int most = Runtime.getRuntime().availableProcessors();
        this.threads = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("rerank-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        this.listwise = packing == Packing.LISTWISE;
        this.model = model;
        this.nullQuery = nullQuery;
        this.summary = summary;
    }

    /** What stands in every window, and how many tokens are left for candidates. */
    private record Windows(int[] asked, double[] rarity, int[] nothing, int[] context, int room) {}

    /** Attention by head and token of the candidate: over all rows alike, and over rows by their rarity. */
    private record Pass(int length, double[][] heads, double[][] rare, float[] best) {}

    /** What the model says about every candidate. */
    public List<Evidence> read(String query, List<Candidate> candidates) {
        return read(query, candidates, Reranker.NO_DEADLINE);
    }

    /**
     * What it says about as many candidates as the time allows, the first ones first (listwise: a window at a time).
     *
     * @return null in the place of each candidate that was not read
     */
    public List<Evidence> read(String query, List<Candidate> candidates, Duration deadline) {
        long end = nanos.getAsLong() + deadline.toNanos();
        BooleanSupplier late = () -> closed || nanos.getAsLong() - end >= 0;
        int[] asked = shortened(model.tokens(query), model.window() / 2);
        int[] nothing = model.tokens(NULL_QUERY);
        int room = model.window() - model.frame().size() - Math.max(asked.length, nothing.length);
        int[] context = summary.isEmpty() || !model.causal() ? new int[0] : shortened(model.tokens(summary + "\n"), room / 2);
        int longest = room - context.length;
        List<int[]> texts = candidates.stream().map(one -> shortened(model.tokens(text(one)), longest - (listwise ? NUMBER : 0))).toList();
        var windows = new Windows(asked, rarity(asked, texts), nothing, context, longest);
        Pass[] passes = listwise ? awaited(CompletableFuture.supplyAsync(() -> together(windows, texts, late), threads)) : eachAlone(windows, texts, late);
        return Arrays.stream(passes).map(pass -> pass == null ? null : new Evidence(masses(pass.heads()), masses(pass.rare()),
                weighted(pass.best(), windows.rarity()), pass.length())).toList();
    }

    /** One candidate alone: [head][token of its text], as {@link #read} sums it. The text is {@link #text}. */
    double[][] attention(String query, Candidate candidate) {
        int[] asked = shortened(model.tokens(query), model.window() / 2);
        int[] nothing = model.tokens(NULL_QUERY);
        int room = model.window() - model.frame().size() - Math.max(asked.length, nothing.length);
        int[] context = summary.isEmpty() || !model.causal() ? new int[0] : shortened(model.tokens(summary + "\n"), room / 2);
        int[] text = shortened(model.tokens(text(candidate)), room - context.length - (listwise ? NUMBER : 0));
        var windows = new Windows(asked, rarity(asked, List.of(text)), nothing, context, room - context.length);
        return awaited(CompletableFuture.supplyAsync(() -> pass(windows, text).heads(), threads));
    }

    private static double[] masses(double[][] heads) {
        return Arrays.stream(heads).mapToDouble(AttentionReader::mass).toArray();
    }

    /** Threads take texts in order and none after the deadline, so that what is read are the first ones. */
    private Pass[] eachAlone(Windows windows, List<int[]> texts, BooleanSupplier late) {
        var passes = new Pass[texts.size()];
        var next = new AtomicInteger();
        Runnable reading = () -> {
            while (!late.getAsBoolean()) {
                int i = next.getAndIncrement();
                if (i >= passes.length) {
                    return;
                }
                passes[i] = pass(windows, texts.get(i));
            }
        };
        CompletableFuture<?>[] readers = IntStream.range(0, Math.min(passes.length, threads.getMaximumPoolSize()))
                .mapToObj(i -> CompletableFuture.runAsync(reading, threads)).toArray(CompletableFuture[]::new);
        awaited(CompletableFuture.allOf(readers));
        return passes;
    }

    private static <T> T awaited(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** What is read of a candidate: its title stands before its text. */
    static String text(Candidate candidate) {
        return candidate.title().isEmpty() ? candidate.text() : candidate.title() + ": " + candidate.text();
    }

    private Pass pass(Windows windows, int[] text) {
        return model.causal() ? behind(windows, List.of(text)).getFirst() : beside(windows, text);
    }

    private Pass[] together(Windows windows, List<int[]> texts, BooleanSupplier late) {
        var passes = new HashMap<IntBuffer, Pass>();
        // one after another: a window of thousands of tokens occupies all cores by itself
        for (List<IntBuffer> window : CandidateWindows.of(texts, windows.room(), NUMBER)) {
            if (late.getAsBoolean()) {
                break;
            }
            List<Pass> seen = behind(windows, window.stream().map(IntBuffer::array).toList());
            IntStream.range(0, window.size()).forEach(i -> passes.put(window.get(i), seen.get(i)));
        }
        return texts.stream().map(text -> passes.get(IntBuffer.wrap(text))).toArray(Pass[]::new);
    }

    private Pass beside(Windows windows, int[] text) {
        int[] asked = windows.asked();
        int[] nothing = windows.nothing();
        Prompt pair = model.frame().pair(asked, text);
        int first = model.frame().first();
        int second = model.frame().second(asked.length);
        Attention seen = model.attend(pair, first, first + asked.length);
        double[][] heads = means(seen, null, second, text.length);
        double[][] rare = means(seen, windows.rarity(), second, text.length);
        if (nullQuery) {
            double[][] none = means(model.attend(model.frame().pair(nothing, text), first, first + nothing.length), null,
                    model.frame().second(nothing.length), text.length);
            subtract(heads, none);
            subtract(rare, none);
        }
        return new Pass(text.length, heads, rare, MaxSim.best(seen.vectors(), first, asked.length, second, text.length));
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
        return IntStream.range(0, starts.length).mapToObj(i -> calibrated(seen, windows.rarity(), starts[i], texts.get(i).length)).toList();
    }

    private static Pass calibrated(List<Attention> seen, double[] rarity, int start, int length) {
        double[][] heads = means(seen.getFirst(), null, start, length);
        double[][] rare = means(seen.getFirst(), rarity, start, length);
        if (seen.size() > 1) {
            double[][] none = means(seen.getLast(), null, start, length);
            subtract(heads, none);
            subtract(rare, none);
        }
        return new Pass(length, heads, rare, null);
    }

    private static int[] joined(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    /** Mean over the rows, [head][token of the candidate]. @param byRow what each row counts; null for all alike */
    private static double[][] means(Attention attention, double[] byRow, int start, int length) {
        float[][][] weights = attention.weights();
        var means = new double[weights.length][length];
        for (int head = 0; head < weights.length; head++) {
            double all = byRow == null ? weights[head].length : Math.max(1e-9, Arrays.stream(byRow).sum());
            for (int row = 0; row < weights[head].length; row++) {
                double share = (byRow == null ? 1 : byRow[row]) / all;
                for (int token = 0; token < length; token++) {
                    means[head][token] += weights[head][row][start + token] * share;
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

    /** Ends its threads and waits for the passes that they are in: a model must not be closed under them. The model stays open. */
    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("A pass through " + model.name() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while passes through " + model.name() + " end");
        }
    }

    private static int[] shortened(int[] tokens, int length) {
        return tokens.length <= length ? tokens : Arrays.copyOf(tokens, Math.max(0, length));
    }
}
