package palimpsest.memory.rerank;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.locomo.LocomoConversation;
import palimpsest.memory.locomo.LocomoConversation.Turn;
import palimpsest.memory.rerank.Reranker.Candidate;

/** Hybrid search over the turns of one conversation, in memory: candidates to fit on without a database. */
final class TurnSearch {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
    private static final double K1 = 1.2;
    private static final double B = 0.3;
    private static final double BEFORE = 0.4; // what a word of the turn before counts
    private static final Set<String> STOP = Set.of(("a an the of to in on at for and or but is are was were be been do does did has have had i you he she it we they "
            + "my your his her its our their this that with as by from about what when where who which why how would could will").split(" "));

    private final List<Turn> turns;
    private final Embedder embedder;
    private final List<float[]> vectors;
    private final List<Map<String, Double>> words = new ArrayList<>();
    private final int[] lengths;
    private final Map<String, Integer> frequency = new HashMap<>();

    TurnSearch(LocomoConversation conversation, Embedder embedder) {
        this.turns = conversation.turns();
        this.embedder = embedder;
        this.vectors = embedder.passages(turns.stream().map(turn -> title(turn) + ": " + turn.content()).toList());
        this.lengths = turns.stream().mapToInt(turn -> words(turn.content()).size()).toArray();
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            var counts = new HashMap<String, Double>();
            words(title(turn) + " " + turn.content()).forEach(word -> counts.merge(word, 1.0, Double::sum));
            if (i > 0 && turns.get(i - 1).session() == turn.session()) {
                words(turns.get(i - 1).content()).forEach(word -> counts.merge(word, BEFORE, Double::sum));
            }
            counts.keySet().forEach(word -> frequency.merge(word, 1, Integer::sum));
            words.add(counts);
        }
    }

    private static String title(Turn turn) {
        return turn.at() == null ? turn.speaker() : turn.speaker() + ", " + DAY.format(turn.at());
    }

    private static List<String> words(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")).filter(word -> !word.isEmpty() && !STOP.contains(word))
                // a crude stemmer: what is fitted are z-scores, so a better one in the search does no harm
                .map(word -> word.length() > 4 ? word.replaceFirst("(ing|ed|es|s)$", "") : word).toList();
    }

    /** A found turn: its number in the conversation, and what a reranker sees of it. */
    record Found(int turn, Candidate candidate) {}

    /** The best turns for a question. */
    List<Found> search(String question, int limit) {
        float[] query = embedder.query(question);
        double[] dense = vectors.stream().mapToDouble(vector -> cosine(query, vector)).toArray();
        double[] lexical = lexical(new HashSet<>(words(question)));
        double best = Math.max(1e-9, IntStream.range(0, lexical.length).mapToDouble(i -> lexical[i]).max().orElse(0));
        return IntStream.range(0, turns.size()).boxed()
                .sorted((a, b) -> Double.compare(dense[b] + lexical[b] / best, dense[a] + lexical[a] / best)).limit(limit)
                .map(i -> new Found(i, new Candidate(title(turns.get(i)), turns.get(i).content(), dense[i], lexical[i], "", i))).toList();
    }

    private double[] lexical(Set<String> question) {
        double average = IntStream.of(lengths).average().orElse(1);
        return IntStream.range(0, turns.size()).mapToDouble(i -> question.stream().mapToDouble(word -> {
            double tf = words.get(i).getOrDefault(word, 0.0);
            int df = frequency.getOrDefault(word, 0);
            double idf = Math.log(1 + (turns.size() - df + 0.5) / (df + 0.5));
            return idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengths[i] / average));
        }).sum()).toArray();
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return dot / Math.max(1e-12, Math.sqrt(aa * bb));
    }
}
