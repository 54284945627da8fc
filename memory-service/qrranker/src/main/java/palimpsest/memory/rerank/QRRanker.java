package palimpsest.memory.rerank;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.rerank.AttentionReader.Worth;
import palimpsest.memory.retrieve.Explanation;
import palimpsest.memory.retrieve.Reranker;

/**
 * Reranks by the attention of a few query-focused retrieval heads (QRRanker, arXiv 2602.12192; QRHead, arXiv 2506.09944), together with
 * late interaction from the same pass and the scores of the search, as a profile weighs them.
 */
public final class QRRanker implements Reranker, AutoCloseable {

    /** Features are compared by their spread: among fewer of many candidates it would tell of chance. */
    static final int FEWEST = 10;
    /** Candidates whose heads are read: the best by all other features. Of more than these, heads change nothing (docs/reranking.md). */
    private static final int BEST = 20;

    private final AttentionModel model;
    private final RerankProfile profile;
    private final AttentionReader reader;

    /**
     * @param model   opened with the profile's heads and vectors
     * @param summary what the memory is about, set before each candidate of a decoder (memory-aware); empty for none
     * @throws IllegalArgumentException when the profile was fitted on another model, for other heads, or packs an encoder listwise
     */
    public QRRanker(AttentionModel model, RerankProfile profile, String summary) {
        this(model, profile, summary, System::nanoTime);
    }

    QRRanker(AttentionModel model, RerankProfile profile, String summary, LongSupplier nanos) {
        if (!profile.modelHash().equals(model.hash())) {
            throw new IllegalArgumentException("The profile was fitted on another model than " + model.name() + " (hash " + model.hash()
                    + "): fit one with ./palimpsest calibrate");
        }
        if (!profile.headList().stream().sorted().toList().equals(model.heads())) {
            throw new IllegalArgumentException("The model was opened for heads " + model.heads() + ", the profile reads " + profile.heads());
        }
        this.model = model;
        this.profile = profile;
        this.reader = new AttentionReader(model, profile.nullQuery(), profile.packing(), summary, nanos);
    }

    /**
     * Loads what the profile needs of a model.
     *
     * @param summary as in the constructor
     * @throws IllegalArgumentException when the model can't be used, or the profile belongs to another
     */
    public static QRRanker open(ModelFiles files, RerankProfile profile, String summary) {
        AttentionModel model = files.open(profile.headList(), profile.vectorsInto(), profile.packing().threads());
        try {
            return new QRRanker(model, profile, summary);
        } catch (IllegalArgumentException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public double[] score(String query, List<Candidate> candidates) {
        return scores(query, candidates, NO_DEADLINE);
    }

    @Override
    public Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
        return scoresWithin(query, candidates, NO_DEADLINE);
    }

    /** Candidates that were read are compared with each other only, if they are all or at least {@value #FEWEST}. Empty for a question in a script that the model does not read. */
    @Override
    public Optional<double[]> scoresWithin(String query, List<Candidate> candidates, Duration deadline) {
        return profile.reads(query) ? Optional.of(scores(query, candidates, deadline)) : Optional.empty();
    }

    /** The candidate's share of each feature with a weight, and the attention of each head on its text when it is read alone. */
    @Override
    public Optional<Explanation> explain(String query, List<Candidate> candidates, int which) {
        if (!profile.reads(query)) {
            return Optional.empty();
        }
        List<Evidence> evidence = evidence(query, candidates, NO_DEADLINE);
        Map<String, Double> weights = profile.weightsFor(candidates);
        SequencedMap<String, Double> parts = new LinkedHashMap<>();
        Features.of(query, candidates, evidence, headNames(), profile.directions()).forEach((name, column) -> {
            double weight = weights.getOrDefault(name, 0.0);
            if (weight != 0) {
                parts.put(name, weight * column[which]);
            }
        });
        Candidate candidate = candidates.get(which);
        double[][] attention = reader.attention(query, candidate);
        String whole = AttentionReader.text(candidate);
        int before = whole.codePointCount(0, whole.length() - candidate.text().length());
        List<int[]> places = model.places(whole);
        int read = Math.min(places.size(), attention.length == 0 ? 0 : attention[0].length);
        int[] own = IntStream.range(0, read).filter(i -> places.get(i)[0] >= before && places.get(i)[1] > places.get(i)[0]).toArray();
        List<Explanation.Span> spans = IntStream.of(own).mapToObj(i -> new Explanation.Span(places.get(i)[0] - before, places.get(i)[1] - before)).toList();
        double[][] shown = Arrays.stream(attention).map(head -> IntStream.of(own).mapToDouble(i -> head[i]).toArray()).toArray(double[][]::new);
        return Optional.of(new Explanation(parts.values().stream().mapToDouble(Double::doubleValue).sum(), parts, headNames(), spans, shown));
    }

    private List<String> headNames() {
        return model.heads().stream().map(Object::toString).toList();
    }

    private double[] scores(String query, List<Candidate> candidates, Duration deadline) {
        var scores = new double[candidates.size()];
        if (candidates.isEmpty()) {
            return scores;
        }
        return compared(query, candidates, evidence(query, candidates, deadline));
    }

    private List<Evidence> evidence(String query, List<Candidate> candidates, Duration deadline) {
        boolean heads = profile.weightsFor(candidates).entrySet().stream().anyMatch(weight -> secondPass(weight.getKey()) && weight.getValue() != 0);
        List<Evidence> evidence = reader.read(query, candidates, deadline, heads ? withoutHeads -> best(compared(query, candidates, withoutHeads)) : Worth.NONE);
        long known = evidence.stream().filter(Objects::nonNull).count();
        long read = evidence.stream().filter(one -> one != null && one.headsRead()).count();
        return read >= Math.min(FEWEST, known) ? evidence : evidence.stream().map(one -> one == null ? null : one.withoutHeads()).toList();
    }

    private static boolean secondPass(String feature) {
        return feature.contains(Features.HEAD.strip()) || feature.equals(Features.ASKED);
    }

    private static int[] best(double[] scores) {
        return IntStream.range(0, scores.length).filter(i -> !Double.isNaN(scores[i])).boxed().sorted(Comparator.comparingDouble(i -> -scores[i])).limit(BEST)
                .mapToInt(i -> i).toArray();
    }

    /** Scores of those that were read, if they are enough. */
    private double[] compared(String query, List<Candidate> candidates, List<Evidence> evidence) {
        var scores = new double[candidates.size()];
        Arrays.fill(scores, Double.NaN);
        int[] read = IntStream.range(0, scores.length).filter(i -> evidence.get(i) != null).toArray();
        if (read.length < Math.min(FEWEST, scores.length)) {
            return scores;
        }
        double[] known = weighed(query, candidates, IntStream.of(read).mapToObj(candidates::get).toList(), IntStream.of(read).mapToObj(evidence::get).toList());
        for (int i = 0; i < read.length; i++) {
            scores[read[i]] = known[i];
        }
        return scores;
    }

    /** @param all tell which weights hold */
    private double[] weighed(String query, List<Candidate> all, List<Candidate> candidates, List<Evidence> evidence) {
        Map<String, Double> weights = profile.weightsFor(all);
        var scores = new double[candidates.size()];
        Features.of(query, candidates, evidence, headNames(), profile.directions()).forEach((name, column) -> {
            double weight = weights.getOrDefault(name, 0.0);
            for (int i = 0; i < scores.length; i++) {
                scores[i] += weight * column[i];
            }
        });
        return scores;
    }

    @Override
    public void close() {
        reader.close();
        model.close();
    }
}
