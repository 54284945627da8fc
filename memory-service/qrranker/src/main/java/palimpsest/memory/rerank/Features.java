package palimpsest.memory.rerank;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * The numbers by which candidates are compared. All but the yes-or-no ones are z-scores over the candidates of one query: raw scores of
 * different queries do not compare. They depend on which candidates there are, not on their order.
 */
public final class Features {

    /** What the search made of all that it knows. */
    public static final String FOUND = "found";
    public static final String DENSE = "dense";
    public static final String LEXICAL = "lexical";
    public static final String MAX_SIM = "maxSim";
    public static final String TITLE = "titleInQuery";
    public static final String ASKS = "asks";
    public static final String LENGTH = "length";
    public static final String NEIGHBOURS = "neighbours";
    /** How far the tokens that the query finds lie in a direction that a profile has for them: which tokens' being found tells of an answer. */
    public static final String MATCHED = "matched";
    /** The same of the query as it is read beside the candidate: what reading an answer makes of a question. */
    public static final String ASKED = "asked";
    /** Attention of all heads that are read, summed (QRHead). */
    public static final String HEADS = "heads";
    public static final String HEAD = "head ";
    public static final String RARE_HEAD = "rare head ";
    /** All but those of heads. */
    public static final List<String> WITHOUT_HEADS = List.of(FOUND, DENSE, LEXICAL, MAX_SIM, TITLE, ASKS, LENGTH, NEIGHBOURS);
    /** The same for passages of documents: what the search made of them is the sum of dense and lexical. */
    public static final List<String> OF_PASSAGES = WITHOUT_HEADS.stream().filter(name -> !name.equals(FOUND)).toList();

    /** Those that a profile has directions for. */
    public static final List<String> OF_DIRECTIONS = List.of(MATCHED, ASKED);

    private static final double REACH = 2; // passages over which a neighbour's evidence falls to 1/e

    private Features() {}

    /** The columns, [name][candidate], without those of directions. */
    public static SequencedMap<String, double[]> of(String query, List<Candidate> candidates, List<Evidence> evidence, List<String> heads) {
        return of(query, candidates, evidence, heads, Map.of());
    }

    /**
     * The columns, [name][candidate].
     *
     * @param directions of {@link #MATCHED} and {@link #ASKED}, as {@link RerankProfile#directions()}
     */
    public static SequencedMap<String, double[]> of(String query, List<Candidate> candidates, List<Evidence> evidence, List<String> heads, Map<String, float[]> directions) {
        var columns = new LinkedHashMap<String, double[]>();
        columns.put(FOUND, standardised(candidates.stream().mapToDouble(Candidate::found).toArray()));
        columns.put(DENSE, standardised(candidates.stream().mapToDouble(Candidate::dense).toArray()));
        columns.put(LEXICAL, standardised(candidates.stream().mapToDouble(Candidate::lexical).toArray()));
        columns.put(MAX_SIM, standardised(evidence.stream().mapToDouble(Evidence::maxSim).toArray()));
        columns.put(TITLE, titles(query, candidates));
        columns.put(ASKS, candidates.stream().mapToDouble(one -> one.text().stripTrailing().endsWith("?") ? 1 : 0).toArray());
        columns.put(LENGTH, standardised(evidence.stream().mapToDouble(one -> Math.log(1 + one.tokens())).toArray()));
        columns.put(NEIGHBOURS, neighbours(candidates, columns));
        columns.put(HEADS, standardised(evidence.stream().mapToDouble(one -> Arrays.stream(one.heads()).sum()).toArray()));
        for (int head = 0; head < heads.size(); head++) {
            int h = head;
            columns.put(HEAD + heads.get(head), standardised(evidence.stream().mapToDouble(one -> one.heads()[h]).toArray()));
            columns.put(RARE_HEAD + heads.get(head), standardised(evidence.stream().mapToDouble(one -> one.rare()[h]).toArray()));
        }
        directions.forEach((name, direction) -> columns.put(name, along(vectors(evidence, name), direction)));
        return columns;
    }

    /**
     * The vectors that a direction is for, of each candidate.
     *
     * @throws IllegalArgumentException for a name that is not one {@link #OF_DIRECTIONS}
     */
    public static float[][] vectors(List<Evidence> evidence, String name) {
        return switch (name) {
            case MATCHED -> evidence.stream().map(Evidence::matched).toArray(float[][]::new);
            case ASKED -> evidence.stream().map(Evidence::asked).toArray(float[][]::new);
            default -> throw new IllegalArgumentException("No vectors are read for " + name);
        };
    }

    /**
     * How far each vector lies in a direction: the dot product, less its mean over the vectors known; 0 of an empty vector.
     *
     * @throws IllegalArgumentException when a vector has another length
     */
    public static double[] along(float[][] vectors, float[] direction) {
        double[] far = Arrays.stream(vectors).mapToDouble(vector -> vector.length == 0 ? Double.NaN : dot(vector, direction)).toArray();
        double mean = Arrays.stream(far).filter(Double::isFinite).sorted().average().orElse(0);
        return Arrays.stream(far).map(x -> Double.isFinite(x) ? x - mean : 0).toArray();
    }

    private static double dot(float[] vector, float[] direction) {
        if (vector.length != direction.length) {
            throw new IllegalArgumentException("A direction of " + direction.length + " numbers is for another model than one with vectors of " + vector.length);
        }
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += vector[i] * direction[i];
        }
        return sum;
    }

    /** Mean 0, standard deviation 1; unknown values and columns without differences become 0. */
    static double[] standardised(double[] values) {
        double[] known = Arrays.stream(values).filter(Double::isFinite).sorted().toArray(); // sorted: sums must not depend on the order
        double mean = Arrays.stream(known).average().orElse(0);
        double deviation = Math.sqrt(Arrays.stream(known).map(x -> (x - mean) * (x - mean)).average().orElse(0));
        return Arrays.stream(values).map(x -> Double.isFinite(x) && deviation > 1e-9 ? (x - mean) / deviation : 0).toArray();
    }

    /**
     * How telling the rarest word is that a title shares with the query, in [0, 1]: 1 for a word that is in at most half of the titles and of the
     * texts, 0 for one in all of them. Who spoke and which document it is counts, a word such as "the" or "report" does not.
     */
    private static double[] titles(String query, List<Candidate> candidates) {
        Set<String> asked = words(query);
        List<Set<String>> titles = candidates.stream().map(one -> words(one.title())).toList();
        List<Set<String>> texts = candidates.stream().map(one -> words(one.text())).toList();
        Map<String, Double> rarity = asked.stream().collect(Collectors.toMap(word -> word, word -> Math.min(rarity(word, titles), rarity(word, texts))));
        return titles.stream().mapToDouble(title -> title.stream().filter(asked::contains).mapToDouble(rarity::get).max().orElse(0)).toArray();
    }

    private static double rarity(String word, List<Set<String>> among) {
        long holding = among.stream().filter(words -> words.contains(word)).count();
        return Math.min(1, Math.log(1 + (among.size() - holding + 0.5) / (holding + 0.5)) / Math.log(2));
    }

    private static Set<String> words(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+")).filter(word -> word.length() > 2).collect(Collectors.toSet());
    }

    /** Evidence clusters: what speaks for a candidate's neighbours in its document, falling with their distance. */
    private static double[] neighbours(List<Candidate> candidates, Map<String, double[]> columns) {
        double[] sum = new double[candidates.size()];
        for (int i = 0; i < sum.length; i++) {
            Candidate one = candidates.get(i);
            var shares = new ArrayList<Double>();
            for (int j = 0; j < sum.length; j++) {
                Candidate other = candidates.get(j);
                if (i != j && one.position() >= 0 && other.position() >= 0 && one.document().equals(other.document())) {
                    double strength = columns.get(DENSE)[j] + columns.get(LEXICAL)[j] + columns.get(MAX_SIM)[j];
                    shares.add(Math.max(0, strength) * Math.exp(-Math.abs(one.position() - other.position()) / REACH));
                }
            }
            sum[i] = shares.stream().sorted().mapToDouble(Double::doubleValue).sum();
        }
        return standardised(sum);
    }
}
