package palimpsest.evaluation.retrieval;

import java.util.List;

/**
 * How a system ranked the evidence of one question.
 *
 * @param category 1 multi-hop, 2 temporal, 3 open domain, 4 single hop
 * @param evidence how many units hold the answer, at least 1
 * @param ranks    of those of them that were found, from 1
 */
record Ranking(int category, int evidence, List<Integer> ranks) {

    Ranking {
        ranks = List.copyOf(ranks);
    }

    /** Part of the evidence that is among the first k. */
    double recall(int k) {
        return (double) ranks.stream().filter(rank -> rank <= k).count() / evidence;
    }

    /** Whether any of the evidence is among the first k: 1 or 0. */
    double hit(int k) {
        return ranks.stream().anyMatch(rank -> rank <= k) ? 1 : 0;
    }

    /** Of the first evidence found; 0 when none was. */
    double reciprocalRank() {
        return ranks.stream().mapToInt(Integer::intValue).min().stream().mapToDouble(rank -> 1.0 / rank).findFirst().orElse(0);
    }

    /** With gain 1 for evidence, over the best order that there could be. */
    double ndcg(int k) {
        double gain = ranks.stream().filter(rank -> rank <= k).mapToDouble(Ranking::discount).sum();
        double best = 0;
        for (int rank = 1; rank <= Math.min(k, evidence); rank++) {
            best += discount(rank);
        }
        return gain / best;
    }

    private static double discount(int rank) {
        return Math.log(2) / Math.log(rank + 1);
    }
}
