package palimpsest.evaluation.rerank;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
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
import palimpsest.memory.retrieve.Reranker;

/**
 * Fits a profile on labelled questions: measures every head, chooses heads by what they add to the other features, and fits how all combine.
 * The figures it gives are of groups (conversations, articles) left out of both.
 */
public final class Calibration {

    private static final int DEEPEST = 50; // rank up to which recall is told
    private static final String HEADS_ADD = "mrr that heads add";
    private static final String DIRECTIONS_ADD = "mrr that directions add";
    private static final String FROM = ", 95 % from";
    /** Passages, in the search's order, and turns, in that of the search and late interaction, whose heads are read. A product reads those of 20. */
    private static final int FIRST_PASSAGES = 20;
    private static final int BEST_TURNS = 24;
    private static final int REPORTED = 50; // questions between two lines of progress

    private final ModelFiles files;
    private final List<Head> all;
    private final int heads;
    private final Packing packing;
    private final Consumer<String> progress;

    /**
     * @param heads    heads to keep at most
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
     * Reads every head of the model that may be chosen on each question.
     *
     * @param labelled what the search that is to be reranked finds
     */
    public MeasuredFile.Content measure(List<LabelledCandidates> labelled) {
        try (AttentionModel model = open(); var reader = new AttentionReader(model, model.causal(), packing, "")) {
            var measured = new ArrayList<Measured>();
            for (LabelledCandidates one : labelled) {
                measured.add(new Measured(one, reader.read(one.question(), one.candidates(), Reranker.NO_DEADLINE, known -> worth(one, known))));
                if (measured.size() % REPORTED == 0 || measured.size() == labelled.size()) {
                    progress.accept("Attention measured on %,d of %,d questions".formatted(measured.size(), labelled.size()));
                }
            }
            return new MeasuredFile.Content(model.hash(), model.heads().stream().map(Head::toString).toList(), measured);
        }
    }

    /** As in the product, heads of the best by all else are read: the rest has few answers and would take most of the time. */
    private int[] worth(LabelledCandidates labelled, List<Evidence> known) {
        List<Reranker.Candidate> candidates = labelled.candidates();
        if (2 * candidates.stream().filter(Reranker.Candidate::turn).count() < candidates.size()) {
            return IntStream.range(0, Math.min(FIRST_PASSAGES, known.size())).toArray();
        }
        Map<String, double[]> features = Features.of(labelled.question(), candidates, known, List.of());
        double[] found = features.get(Features.FOUND);
        double[] similar = features.get(Features.MAX_SIM);
        return IntStream.range(0, known.size()).boxed().sorted(Comparator.comparingDouble(i -> -found[i] - similar[i])).limit(BEST_TURNS).mapToInt(i -> i).toArray();
    }

    /**
     * @param turns    questions about conversations; empty where none are fitted on
     * @param besides  questions about further conversations, which directions are fitted on, too; figures are never of them
     * @param passages questions about documents; empty where none are fitted on
     * @param source   what the data is, for the profile
     * @throws IllegalArgumentException when no question has evidence, or something was measured on another model
     */
    public RerankProfile fit(MeasuredFile.Content turns, MeasuredFile.Content besides, MeasuredFile.Content passages, String source, String licence) {
        Fitted ofTurns = turns.measured().isEmpty() ? null : fitted(turns, besides.measured().isEmpty() ? List.of() : queriesOfThisModel(besides));
        Fitted ofPassages = passages.measured().isEmpty() ? null : fitted(passages, List.of());
        if (ofTurns == null && ofPassages == null) {
            throw new IllegalArgumentException("No question was measured: there is nothing to fit on");
        }
        var used = new TreeSet<Head>();
        var figures = new LinkedHashMap<String, Double>();
        Stream.of(ofTurns, ofPassages).filter(one -> one != null).forEach(one -> {
            one.weighing().weights().keySet().stream().filter(name -> name.contains(Features.HEAD)).forEach(name -> used.add(Head.parse(name.substring(name.lastIndexOf(' ') + 1))));
            one.figures().forEach((name, value) -> figures.put(one == ofTurns ? name : "passages " + name, value));
        });
        Map<String, float[]> directions = ofTurns == null ? Map.of() : ofTurns.weighing().directions();
        return new RerankProfile(RerankProfile.VERSION, files.name(), files.hash(), used.stream().map(Head::toString).toList(), vectorsInto(), files.causal(), packing,
                (ofTurns == null ? ofPassages : ofTurns).weighing().weights(), ofTurns == null || ofPassages == null ? null : ofPassages.weighing().weights(), figures, source,
                files.causal() ? null : script(turns, passages), licence, directions);
    }

    /** An encoder is asked in the script of the questions that it was fitted on. */
    private static String script(MeasuredFile.Content turns, MeasuredFile.Content passages) {
        return Stream.of(turns, passages).flatMap(content -> content.measured().stream()).flatMapToInt(one -> one.labelled().question().codePoints()).filter(Character::isLetter)
                .mapToObj(Character.UnicodeScript::of).collect(Collectors.groupingBy(script -> script, Collectors.counting())).entrySet().stream()
                .max(Map.Entry.comparingByValue()).map(most -> most.getKey().name()).orElse(null);
    }

    private record Fitted(Weighing weighing, SequencedMap<String, Double> figures) {}

    private Fitted fitted(MeasuredFile.Content content, List<LabelledQuery> further) {
        List<LabelledQuery> queries = queriesOfThisModel(content);
        boolean turns = turns(content);
        SequencedMap<String, Double> figures = crossValidate(queries, further, selection(content), turns);
        // heads that raise nothing on groups left out cost time for nothing; a second pass of long passages takes so much that they must raise it clearly
        boolean kept = figures.get(turns ? HEADS_ADD : HEADS_ADD + FROM) > 0;
        SequencedMap<String, Double> weights = kept ? selection(content).fit(queries) : ListwiseFit.fit(queries, selection(content).beside());
        return new Fitted(turns && figures.get(DIRECTIONS_ADD) > 0 ? Weighing.withDirections(both(queries, further), weights) : Weighing.of(weights), figures);
    }

    private List<LabelledQuery> queriesOfThisModel(MeasuredFile.Content content) {
        if (!content.modelHash().equals(files.hash())) {
            throw new IllegalArgumentException("This was measured on another model than " + files.name() + ": measure it anew");
        }
        return queries(content);
    }

    private HeadSelection selection(MeasuredFile.Content measured) {
        return new HeadSelection(measured.heads(), heads, turns(measured) ? Features.WITHOUT_HEADS : Features.OF_PASSAGES);
    }

    private static boolean turns(MeasuredFile.Content measured) {
        return measured.measured().stream().flatMap(one -> one.labelled().candidates().stream()).anyMatch(Reranker.Candidate::turn);
    }

    private static List<LabelledQuery> queries(MeasuredFile.Content content) {
        List<LabelledQuery> queries = content.measured().stream().map(one -> LabelledQuery.of(one, content.heads())).toList();
        if (queries.stream().noneMatch(LabelledQuery::anyGold)) {
            throw new IllegalArgumentException("No question has evidence among what was found: there is nothing to fit on");
        }
        return queries;
    }

    /**
     * What a profile reaches on groups that it has not seen: heads are chosen and weights fitted on all the others, for each in turn.
     *
     * @param measured of two groups at least
     * @return figures by name: of the search alone, of the features without heads, of heads alone, and of all
     * @throws IllegalArgumentException when no question has evidence
     */
    public SequencedMap<String, Double> leaveOneOut(MeasuredFile.Content measured) {
        return crossValidate(queries(measured), List.of(), selection(measured), turns(measured));
    }

    /**
     * What a profile reaches on what was measured; on data that it was fitted on it is too kind. As in the product, a question that its model does not read keeps the order of the
     * search.
     *
     * @return figures of the search alone, of the profile, and of its weights for the other kind (of passages for turns, of turns for passages); {@code read} is how many questions were reranked
     * @throws IllegalArgumentException when no question has evidence, or the profile is of another model or reads heads that were not measured
     */
    public static SequencedMap<String, Double> reached(MeasuredFile.Content measured, RerankProfile profile) {
        if (!profile.modelHash().equals(measured.modelHash()) || !measured.heads().containsAll(profile.heads())) {
            throw new IllegalArgumentException("The profile reads heads " + profile.heads() + " of " + profile.model() + ", which were not measured");
        }
        List<LabelledQuery> queries = queries(measured).stream().map(query -> query.along(profile.directions())).toList();
        var figures = new LinkedHashMap<String, Double>();
        boolean[] read = new boolean[queries.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = profile.reads(measured.measured().get(i).labelled().question());
        }
        figures.put("questions", (double) queries.size());
        figures.put("read", (double) IntStream.range(0, read.length).filter(i -> read[i]).count());
        double[] hybrid = report(figures, "hybrid ", queries, queries.stream().map(LabelledQuery::asFound).toList());
        List<Map<String, Double>> weights = measured.measured().stream().map(one -> profile.weightsFor(one.labelled().candidates())).toList();
        double[] all = report(figures, "", queries, scores(queries, read, weights::get));
        difference(figures, "mrr over hybrid", all, hybrid);
        if (profile.passages() != null) {
            report(figures, "other weights ", queries, scores(queries, read, i -> weights.get(i) == profile.passages() ? profile.weights() : profile.passages()));
        }
        return figures;
    }

    /** Of questions that are not read, the order of the search. */
    private static List<double[]> scores(List<LabelledQuery> queries, boolean[] read, IntFunction<Map<String, Double>> weights) {
        return IntStream.range(0, read.length).mapToObj(i -> read[i] ? queries.get(i).scores(weights.apply(i)) : queries.get(i).asFound()).toList();
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

    /**
     * @param further    what directions are fitted on besides; of no group that is left out
     * @param directions whether they are fitted: of passages nothing is read that has both
     */
    private static SequencedMap<String, Double> crossValidate(List<LabelledQuery> queries, List<LabelledQuery> further, HeadSelection selection, boolean directions) {
        var figures = new LinkedHashMap<String, Double>();
        figures.put("questions", (double) queries.size());
        double[] hybrid = report(figures, "hybrid ", queries, queries.stream().map(LabelledQuery::asFound).toList());
        double[] without = report(figures, "without heads ", queries, scores(queries, leftOut(queries, others -> Weighing.of(ListwiseFit.fit(others, selection.beside())))));
        report(figures, "heads alone ", queries, scores(queries, leftOut(queries, others -> Weighing.of(selection.headsAlone(others)))));
        Map<String, Weighing> weighed = leftOut(queries, others -> Weighing.of(selection.fit(others)));
        double[] all = report(figures, directions ? "without directions " : "", queries, scores(queries, weighed));
        difference(figures, HEADS_ADD, all, without);
        if (directions) {
            weighed.replaceAll((group, weighing) -> Weighing.withDirections(both(others(queries, group), further), weighing.weights()));
            double[] beside = all;
            all = report(figures, "", queries, scores(queries, weighed));
            difference(figures, DIRECTIONS_ADD, all, beside);
        }
        difference(figures, "mrr over hybrid", all, hybrid);
        return figures;
    }

    private static void difference(Map<String, Double> figures, String name, double[] one, double[] other) {
        double[] interval = PairedInterval.of(one, other);
        figures.put(name, rounded(mean(one) - mean(other)));
        figures.put(name + FROM, rounded(interval[0]));
        figures.put(name + ", 95 % to", rounded(interval[1]));
    }

    private static List<LabelledQuery> others(List<LabelledQuery> queries, String group) {
        return queries.stream().filter(query -> !query.group().equals(group)).toList();
    }

    private static List<LabelledQuery> both(List<LabelledQuery> queries, List<LabelledQuery> further) {
        return Stream.concat(queries.stream(), further.stream()).toList();
    }

    /** A fit for each group, on the others. */
    private static Map<String, Weighing> leftOut(List<LabelledQuery> queries, Function<List<LabelledQuery>, Weighing> fit) {
        return queries.stream().map(LabelledQuery::group).distinct().collect(Collectors.toMap(group -> group, group -> fit.apply(others(queries, group))));
    }

    private static List<double[]> scores(List<LabelledQuery> queries, Map<String, Weighing> byGroup) {
        return queries.stream().map(query -> byGroup.get(query.group()).scores(query)).toList();
    }

    private static double[] report(Map<String, Double> figures, String prefix, List<LabelledQuery> queries, List<double[]> scores) {
        for (int k : new int[] {1, 5, 10, DEEPEST}) {
            double recall = 0;
            for (int i = 0; i < scores.size(); i++) {
                recall += queries.get(i).recall(scores.get(i), k) / scores.size();
            }
            figures.put(prefix + "recall@" + k, rounded(recall));
        }
        var ranks = new double[scores.size()];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = queries.get(i).reciprocalRank(scores.get(i));
        }
        figures.put(prefix + "mrr", rounded(mean(ranks)));
        return ranks;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
