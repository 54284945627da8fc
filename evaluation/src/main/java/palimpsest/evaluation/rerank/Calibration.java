package palimpsest.evaluation.rerank;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.Head;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.rerank.AttentionReader;
import palimpsest.memory.rerank.Evidence;
import palimpsest.memory.rerank.Features;
import palimpsest.memory.rerank.Packing;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * Fits a profile on labelled questions: measures every head (QRScore), keeps the best, and fits how they combine with the other features.
 * The figures it gives are of conversations left out of both.
 */
public final class Calibration {

    private static final int CANDIDATES = 50;
    private static final int REPORTED = 50; // questions between two lines of progress

    private final ModelFiles files;
    private final List<Head> all;
    private final int heads;
    private final Packing packing;
    private final Consumer<String> progress;

    /**
     * @param heads    heads to keep
     * @param packing  how candidates stand in the window; {@link Packing#ALONE} for an encoder
     * @param progress told how far it is
     */
    public Calibration(ModelFiles files, int heads, Packing packing, Consumer<String> progress) {
        this.files = files;
        this.all = files.heads();
        this.heads = heads;
        this.packing = packing;
        this.progress = progress;
    }

    /**
     * @param labelled what the search that is to be reranked finds
     * @param source   what the data is and its licence, for the profile
     * @throws IllegalArgumentException when no question has evidence, or the model can't be used
     */
    public RerankProfile fit(List<LabelledCandidates> labelled, String source) {
        try (AttentionModel model = open()) {
            List<LabelledQuery> queries = measure(model, labelled);
            List<Integer> chosen = choose(queries, model.heads().size());
            SequencedMap<String, Double> weights = ListwiseFit.fit(queries, features(chosen, model.heads()));
            return new RerankProfile(RerankProfile.VERSION, model.name(), model.hash(), chosen.stream().sorted().map(i -> model.heads().get(i).toString()).toList(),
                    vectorsInto(), files.causal(), packing, weights, crossValidate(queries, model.heads()), source);
        }
    }

    /**
     * What a profile reaches on conversations that it has not seen: heads are chosen and weights fitted on all the others, for each in turn.
     *
     * @param labelled about two conversations at least
     * @return figures by name, those of the search alone beside them
     * @throws IllegalArgumentException when no question has evidence, or the model can't be used
     */
    public SequencedMap<String, Double> leaveOneOut(List<LabelledCandidates> labelled) {
        try (AttentionModel model = open()) {
            return crossValidate(measure(model, labelled), model.heads());
        }
    }

    private AttentionModel open() {
        return files.open(files.causal() ? all : all.stream().filter(head -> head.layer() < depth()).toList(), vectorsInto(), packing.threads());
    }

    private int vectorsInto() {
        return files.causal() ? -1 : depth();
    }

    /** Two thirds of an encoder: its last layers gather the text for its embedding, token by token they tell less. */
    private int depth() {
        return Math.max(1, (all.getLast().layer() + 1) * 2 / 3);
    }

    private List<LabelledQuery> measure(AttentionModel model, List<LabelledCandidates> labelled) {
        var reader = new AttentionReader(model, model.causal(), packing, "");
        List<String> names = model.heads().stream().map(Head::toString).toList();
        var queries = new ArrayList<LabelledQuery>();
        for (LabelledCandidates one : labelled) {
            queries.add(measure(reader, names, one));
            if (queries.size() % REPORTED == 0 || queries.size() == labelled.size()) {
                progress.accept("Attention measured on %,d of %,d questions".formatted(queries.size(), labelled.size()));
            }
        }
        if (queries.stream().noneMatch(LabelledQuery::anyGold)) {
            throw new IllegalArgumentException("No question has evidence among the turns found: there is nothing to fit on");
        }
        return queries;
    }

    private static LabelledQuery measure(AttentionReader reader, List<String> heads, LabelledCandidates labelled) {
        List<Candidate> candidates = labelled.candidates();
        List<Evidence> evidence = reader.read(labelled.question(), candidates);
        var gold = new boolean[candidates.size()];
        labelled.evidence().forEach(index -> gold[index] = true);
        double[][] masses = IntStream.range(0, heads.size())
                .mapToObj(head -> evidence.stream().mapToDouble(one -> one.heads()[head]).toArray()).toArray(double[][]::new);
        double[] hybrid = IntStream.range(0, gold.length).mapToDouble(i -> -i).toArray();
        return new LabelledQuery(labelled.conversation(), labelled.relevant(), gold, masses, hybrid,
                Features.of(labelled.question(), candidates, evidence, heads));
    }

    /** Indices of the heads of the highest QRScore: mean over queries of the share of attention on gold (QRHead, section 3). */
    private List<Integer> choose(List<LabelledQuery> queries, int measured) {
        return IntStream.range(0, measured).boxed()
                .sorted(Comparator.<Integer>comparingDouble(head -> -queries.stream().mapToDouble(query -> query.share(head)).sum()))
                .limit(heads).toList();
    }

    private static List<String> features(List<Integer> chosen, List<Head> measured) {
        return Stream.concat(Stream.of(Features.DENSE, Features.LEXICAL, Features.MAX_SIM, Features.TITLE, Features.ASKS, Features.LENGTH,
                Features.NEIGHBOURS), chosen.stream().sorted().map(head -> Features.HEAD + measured.get(head))).toList();
    }

    private SequencedMap<String, Double> crossValidate(List<LabelledQuery> queries, List<Head> measured) {
        var scored = new ArrayList<Map.Entry<LabelledQuery, double[]>>();
        for (String group : queries.stream().map(LabelledQuery::group).distinct().toList()) {
            List<LabelledQuery> others = queries.stream().filter(query -> !query.group().equals(group)).toList();
            Map<String, Double> weights = ListwiseFit.fit(others, features(choose(others, measured.size()), measured));
            queries.stream().filter(query -> query.group().equals(group)).forEach(query -> scored.add(Map.entry(query, scores(query, weights))));
        }
        var figures = new LinkedHashMap<String, Double>();
        figures.put("questions", (double) queries.size());
        figures.put("hybrid recall@5", mean(scored, one -> one.getKey().recall(one.getKey().hybrid(), 5)));
        figures.put("hybrid mrr", mean(scored, one -> one.getKey().reciprocalRank(one.getKey().hybrid())));
        figures.put("recall@1", mean(scored, one -> one.getKey().recall(one.getValue(), 1)));
        figures.put("recall@5", mean(scored, one -> one.getKey().recall(one.getValue(), 5)));
        figures.put("recall@10", mean(scored, one -> one.getKey().recall(one.getValue(), 10)));
        figures.put("recall@50", mean(scored, one -> one.getKey().recall(one.getValue(), CANDIDATES)));
        figures.put("mrr", mean(scored, one -> one.getKey().reciprocalRank(one.getValue())));
        return figures;
    }

    private static double mean(List<Map.Entry<LabelledQuery, double[]>> scored, ToDoubleFunction<Map.Entry<LabelledQuery, double[]>> figure) {
        return Math.round(scored.stream().mapToDouble(figure).average().orElse(0) * 1e4) / 1e4;
    }

    private static double[] scores(LabelledQuery query, Map<String, Double> weights) {
        var scores = new double[query.gold().length];
        weights.forEach((name, weight) -> {
            double[] column = query.features().get(name);
            for (int i = 0; i < scores.length; i++) {
                scores[i] += weight * column[i];
            }
        });
        return scores;
    }
}
