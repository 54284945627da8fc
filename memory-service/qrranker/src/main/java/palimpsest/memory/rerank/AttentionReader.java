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
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import palimpsest.memory.attention.Attention;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.Prompt;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * Runs query and candidates through a model. An encoder reads each candidate alone for its token vectors, which are kept, then the query and one candidate of
 * those worth it for its heads; a decoder the memory's summary, one candidate
 * or many ({@link Packing}), then the query (QRHead, arXiv 2506.09944, section 3).
 */
public final class AttentionReader implements AutoCloseable {

    private static final String NULL_QUERY = "N/A";
    private static final int[] NOTHING = {};
    /** Tokens kept free for the number of one of many candidates. */
    private static final int NUMBER = 8;
    private static final long IDLE_SECONDS = 30;
    /** Share of the time in which token vectors are read where heads are read after them: these tell more of the best than vectors of the last do. */
    private static final double FIRST_PASS = 0.6;
    /** Tokens at the end of the turn before that stand beside a turn where its token vectors are read. */
    private static final int TURN_BEFORE = 64;
    private static final int END = -1; // no token
    private static final double FORGOTTEN = 0.9;
    /** Vectors of about 4,000 turns or 1,000 passages, and tokens of as many and more. */
    private static final long KEPT_BYTES = 64L << 20;
    private static final long KEPT_TOKEN_BYTES = 4L << 20;

    private final AttentionModel model;
    private final boolean nullQuery;
    private final boolean listwise;
    private final String summary;
    /** As many as there are processors, whatever is asked at once; they end when they have nothing to do. */
    private final ThreadPoolExecutor threads;
    private final LongSupplier nanos;
    private final KeptLately<IntBuffer, TokenVectors> vectors = new KeptLately<>(KEPT_BYTES, (window, read) -> read.bytes());
    private final KeptLately<String, int[]> tokens = new KeptLately<>(KEPT_TOKEN_BYTES, (text, read) -> text.length() + 4L * read.length);
    /** What a token of a window of many took lately; 0 before the first. */
    private volatile double nanosOfToken;
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

    /** Attention by head and token of the candidate: over all rows alike, and over rows by their rarity; and the mean vector of the rows, empty of a decoder. */
    private record Pass(double[][] heads, double[][] rare, float[] asked) {}

    /** What late interaction tells of a candidate read alone: the best cosine of each query token, and the mean of the tokens that these find. */
    private record Late(float[] best, float[] matched) {}

    /** Which candidates' heads are read, the first ones first, from what is known of all without them; those that were not read are null. */
    @FunctionalInterface
    public interface Worth {

        /** No candidate's: the whole time is for token vectors. */
        Worth NONE = known -> new int[0];

        int[] order(List<Evidence> withoutHeads);
    }

    /** What the model says about every candidate, all heads of each. */
    public List<Evidence> read(String query, List<Candidate> candidates) {
        return read(query, candidates, Reranker.NO_DEADLINE, known -> IntStream.range(0, known.size()).toArray());
    }

    /**
     * What it says about as many candidates as the time allows. Of an encoder that gives token vectors, first these of all, then the heads of those worth
     * it; of others all of each, in order (listwise: the first ones that there should be time for by what was read before, or the first ten where nothing was,
     * a window at a time).
     *
     * @return null in the place of each candidate that was not read; heads are NaN where they were not
     */
    public List<Evidence> read(String query, List<Candidate> candidates, Duration deadline, Worth worth) {
        long start = nanos.getAsLong();
        BooleanSupplier late = late(start + deadline.toNanos());
        int[] asked = shortened(model.tokens(query), model.window() / 2);
        int[] nothing = model.tokens(NULL_QUERY);
        int room = model.window() - model.frame().size() - Math.max(asked.length, nothing.length);
        int[] context = summary.isEmpty() || !model.causal() ? new int[0] : shortened(model.tokens(summary + "\n"), room / 2);
        int longest = room - context.length;
        List<int[]> texts = candidates.stream().map(one -> shortened(tokens(text(one)), longest - (listwise ? NUMBER : 0))).toList();
        var windows = new Windows(asked, rarity(asked, texts), nothing, context, longest);
        TokenVectors question = model.causal() || closed ? null : vectors(NOTHING, asked);
        if (question == null) {
            Pass[] passes = listwise ? awaited(CompletableFuture.supplyAsync(() -> inTime(windows, texts, deadline, late), threads))
                    : each(IntStream.range(0, texts.size()).toArray(), new Pass[texts.size()], i -> pass(windows, texts.get(i)), late);
            return IntStream.range(0, passes.length).mapToObj(i -> passes[i] == null ? null : evidence(passes[i], Double.NaN, texts.get(i).length, Evidence.NO_VECTOR)).toList();
        }
        Late[] alone = alone(question, windows, candidates, texts, worth == Worth.NONE ? late : late(start + (long) (deadline.toNanos() * FIRST_PASS)));
        double[] similar = similar(alone, windows, candidates);
        List<Evidence> withoutHeads = IntStream.range(0, alone.length).mapToObj(i -> alone[i] == null ? null : evidence(null, similar[i], texts.get(i).length, alone[i].matched())).toList();
        Pass[] passes = each(worth.order(withoutHeads), new Pass[texts.size()], i -> pass(windows, texts.get(i)), late);
        return IntStream.range(0, alone.length)
                .mapToObj(i -> passes[i] == null ? withoutHeads.get(i) : evidence(passes[i], similar[i], texts.get(i).length, alone[i] == null ? Evidence.NO_VECTOR : alone[i].matched())).toList();
    }

    private BooleanSupplier late(long end) {
        return () -> closed || nanos.getAsLong() - end >= 0;
    }

    private Evidence evidence(Pass pass, double similar, int length, float[] matched) {
        return pass == null ? Evidence.withoutHeads(model.heads().size(), similar, length, matched)
                : new Evidence(masses(pass.heads()), masses(pass.rare()), similar, length, matched, pass.asked());
    }

    /** Late interaction of each candidate by itself; null where it was not read in time. */
    private Late[] alone(TokenVectors query, Windows windows, List<Candidate> candidates, List<int[]> texts, BooleanSupplier late) {
        return each(IntStream.range(0, texts.size()).toArray(), new Late[texts.size()], i -> {
            int[] before = before(candidates.get(i), texts.get(i));
            TokenVectors own = vectors.of(window(before, texts.get(i)), () -> vectors(before, texts.get(i)));
            TokenVectors.Matches matches = own.matches(query);
            return new Late(matches.best(), own.mean(matches.tokens(), windows.rarity()));
        }, late);
    }

    /** Late interaction of each candidate, with the turn before it where that is among them; NaN where it was not read in time. */
    private static double[] similar(Late[] alone, Windows windows, List<Candidate> candidates) {
        float[][] best = Arrays.stream(alone).map(one -> one == null ? null : one.best()).toArray(float[][]::new);
        record Place(String document, int position) {}
        var turns = new HashMap<Place, float[]>();
        for (int i = 0; i < best.length; i++) {
            Candidate one = candidates.get(i);
            if (best[i] != null && one.turn() && one.position() >= 0) {
                turns.merge(new Place(one.document(), one.position()), best[i], AttentionReader::larger);
            }
        }
        return IntStream.range(0, best.length).mapToDouble(i -> {
            if (best[i] == null) {
                return Double.NaN;
            }
            float[] before = candidates.get(i).turn() ? turns.get(new Place(candidates.get(i).document(), candidates.get(i).position() - 1)) : null;
            return MaxSim.mean(before == null ? best[i] : MaxSim.withTurnBefore(best[i], before), windows.rarity());
        }).toArray();
    }

    private static float[] larger(float[] one, float[] other) {
        var larger = one.clone();
        for (int i = 0; i < larger.length; i++) {
            larger[i] = Math.max(larger[i], other[i]);
        }
        return larger;
    }

    /** The end of what was said right before a turn: what the turn answers tells what its words mean. */
    private int[] before(Candidate candidate, int[] text) {
        if (!candidate.turn() || candidate.before().isEmpty()) {
            return NOTHING;
        }
        int[] before = tokens(candidate.before() + " ");
        int room = Math.clamp((long) model.window() - model.frame().size() - text.length, 0, TURN_BEFORE);
        return before.length <= room ? before : Arrays.copyOfRange(before, before.length - room, before.length);
    }

    private int[] tokens(String text) {
        return tokens.of(text, () -> model.tokens(text));
    }

    /** What the vectors of a text are told by: its tokens and those in front of it, which change what it means. */
    static IntBuffer window(int[] before, int[] text) {
        return IntBuffer.allocate(before.length + 1 + text.length).put(before).put(END).put(text).flip();
    }

    /** Token vectors of a text in a window without the query; null of a model that gives none. @param before stands in front of it there; may be empty */
    private TokenVectors vectors(int[] before, int[] text) {
        float[][] rows = model.attend(model.frame().single(IntStream.concat(IntStream.of(before), IntStream.of(text)).toArray()), 0, 1).vectors();
        return rows == null ? null : TokenVectors.of(rows, model.frame().first() + before.length, text.length);
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

    /** Threads take numbers in order and none after the deadline, so that what is read are the first ones. */
    private <T> T[] each(int[] order, T[] read, IntFunction<T> reading, BooleanSupplier late) {
        var next = new AtomicInteger();
        Runnable work = () -> {
            while (!late.getAsBoolean()) {
                int place = next.getAndIncrement();
                if (place >= order.length) {
                    return;
                }
                read[order[place]] = reading.apply(order[place]);
            }
        };
        CompletableFuture<?>[] readers = IntStream.range(0, Math.min(order.length, threads.getMaximumPoolSize()))
                .mapToObj(i -> CompletableFuture.runAsync(work, threads)).toArray(CompletableFuture[]::new);
        awaited(CompletableFuture.allOf(readers));
        return read;
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

    private Pass[] inTime(Windows windows, List<int[]> texts, Duration deadline, BooleanSupplier late) {
        int count = deadline.equals(Reranker.NO_DEADLINE) ? texts.size() : fitting(texts, deadline);
        if (count == 0) {
            return new Pass[texts.size()];
        }
        long start = nanos.getAsLong();
        Pass[] read = together(windows, texts.subList(0, count), late);
        int tokens = IntStream.range(0, count).filter(i -> read[i] != null).map(i -> texts.get(i).length + NUMBER).sum();
        if (tokens > 0) {
            nanosOfToken = (nanos.getAsLong() - start) / (double) tokens;
        }
        return Arrays.copyOf(read, texts.size());
    }

    /** How many of the first texts there should be time for; none where these would be too few to compare. */
    private int fitting(List<int[]> texts, Duration deadline) {
        int fewest = Math.min(QRRanker.FEWEST, texts.size());
        double took = nanosOfToken;
        if (took == 0) {
            return fewest;
        }
        double left = deadline.toNanos();
        int count = 0;
        while (count < texts.size() && (left -= (texts.get(count).length + NUMBER) * took) >= 0) {
            count++;
        }
        if (count < fewest) {
            nanosOfToken = took * FORGOTTEN; // the machine may have been busy then: it is tried again by and by
            return 0;
        }
        return count;
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
        return new Pass(heads, rare, mean(seen.vectors(), first, asked.length));
    }

    /** Mean of some rows. */
    private static float[] mean(float[][] rows, int from, int length) {
        if (rows == null || length == 0) {
            return Evidence.NO_VECTOR;
        }
        var mean = new float[rows[from].length];
        for (int row = from; row < from + length; row++) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += rows[row][d] / length;
            }
        }
        return mean;
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
        return new Pass(heads, rare, Evidence.NO_VECTOR);
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
