package palimpsest.evaluation.rerank;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import palimpsest.memory.rerank.Features;

/**
 * Forward selection of heads: one after another, the head that lowers the loss most on questions of groups left out, beside what is weighed already.
 * It ends where none lowers it by {@value #LEAST} a question, or at the most heads wanted. Loss tells of each question, MRR only of those whose first answer changes
 * its place: by MRR, other heads are chosen for each group left out. The first is one that finds answers by itself (QRHead, arXiv 2506.09944): of
 * hundreds of heads some lower the loss of few questions by chance.
 *
 * @param heads names of those measured
 * @param most  to choose
 * @param beside features that are weighed with them
 */
record HeadSelection(List<String> heads, int most, List<String> beside) {

    private static final double LEAST = 0.001;
    /** Heads tried at each step: those whose loss falls most to second order. */
    private static final int TRIED = 6;
    private static final int FOLDS = 5;
    /** Part of the search's MRR that the first head reaches by itself. */
    private static final double FINDS = 0.75;

    /** Weights of the features and the heads chosen beside them. */
    SequencedMap<String, Double> fit(List<LabelledQuery> queries) {
        return ListwiseFit.fit(queries, chosen(queries, beside));
    }

    /** Weights of heads chosen with nothing beside them. */
    SequencedMap<String, Double> headsAlone(List<LabelledQuery> queries) {
        return ListwiseFit.fit(queries, chosen(queries, List.of()));
    }

    private List<String> chosen(List<LabelledQuery> queries, List<String> beside) {
        var features = new ArrayList<>(beside);
        double reached = beside.isEmpty() ? Double.POSITIVE_INFINITY : leftOut(queries, features);
        for (int step = 0; step < most; step++) {
            List<String> further = further(features);
            Map<String, Double> gains = ListwiseFit.gains(queries, ListwiseFit.fit(queries, features), step > 0 ? further : finding(queries, further));
            List<String> tried = gains.entrySet().stream().sorted(Map.Entry.<String, Double>comparingByValue().reversed()).limit(TRIED).map(Map.Entry::getKey).toList();
            record Reached(String name, double loss) {}
            Reached best = tried.stream().map(name -> new Reached(name, leftOut(queries, Stream.concat(features.stream(), Stream.of(name)).toList())))
                    .min(Comparator.comparingDouble(Reached::loss)).orElse(null);
            if (best == null || best.loss() > reached - LEAST) {
                break;
            }
            features.add(best.name());
            reached = best.loss();
        }
        return features;
    }

    private List<String> further(List<String> features) {
        return heads.stream().flatMap(head -> Stream.of(Features.HEAD + head, Features.RARE_HEAD + head)).filter(name -> !features.contains(name)).toList();
    }

    private static List<String> finding(List<LabelledQuery> queries, List<String> names) {
        double search = mrr(queries, LabelledQuery::asFound);
        return names.stream().filter(name -> mrr(queries, query -> query.features().get(name)) >= FINDS * search).toList();
    }

    private static double mrr(List<LabelledQuery> queries, Function<LabelledQuery, double[]> scores) {
        return queries.stream().mapToDouble(query -> query.reciprocalRank(scores.apply(query))).average().orElse(0);
    }

    /** Mean loss on groups left out of the fit, over a few folds of groups. */
    private static double leftOut(List<LabelledQuery> queries, List<String> features) {
        List<String> groups = queries.stream().map(LabelledQuery::group).distinct().toList();
        double sum = 0;
        int folds = Math.min(FOLDS, groups.size());
        if (folds < 2) {
            return ListwiseFit.loss(queries, ListwiseFit.fit(queries, features)) / queries.size();
        }
        for (int fold = 0; fold < folds; fold++) {
            int left = fold;
            Map<String, Double> weights = ListwiseFit.fit(queries.stream().filter(query -> groups.indexOf(query.group()) % folds != left).toList(), features);
            sum += ListwiseFit.loss(queries.stream().filter(query -> groups.indexOf(query.group()) % folds == left).toList(), weights);
        }
        return sum / queries.size();
    }
}
