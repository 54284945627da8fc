package palimpsest.memory.retrieve;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import palimpsest.memory.text.RowSeparator;

/**
 * A reranker that was fitted on prose, and judges only that: a passage of a document that is mostly rows of a table keeps the place that the search gave it, and the others are
 * compared with each other. Where a sixth of the candidates are tables, as in annual reports, all keep their places: what is asked there stands in tables and in the
 * sentences around them.
 */
public final class RerankingOfProse implements Reranker {

    /** So few of more candidates are not compared: scores tell of their spread. */
    private static final int FEWEST = 10;

    /** Where one of so many candidates is a table, the documents are ones of tables. */
    private static final int ONE_TABLE_OF = 6;

    private final Reranker reranker;

    public RerankingOfProse(Reranker reranker) {
        this.reranker = reranker;
    }

    /** Of all candidates: who asks for each score gets them. */
    @Override
    public double[] score(String query, List<Candidate> candidates) {
        return reranker.score(query, candidates);
    }

    @Override
    public Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
        return ofProse(candidates, prose -> reranker.scoresIfAvailable(query, prose));
    }

    @Override
    public Optional<double[]> scoresWithin(String query, List<Candidate> candidates, Duration deadline) {
        return ofProse(candidates, prose -> reranker.scoresWithin(query, prose, deadline));
    }

    /** Empty for a table. */
    @Override
    public Optional<Explanation> explain(String query, List<Candidate> candidates, int which) {
        int[] prose = prose(candidates);
        int place = Arrays.binarySearch(prose, which);
        return place < 0 || isOfTables(prose, candidates) ? Optional.empty() : reranker.explain(query, chosen(prose, candidates), place);
    }

    /** NaN for tables. */
    private static Optional<double[]> ofProse(List<Candidate> candidates, Function<List<Candidate>, Optional<double[]>> scoring) {
        int[] prose = prose(candidates);
        if (isOfTables(prose, candidates)) {
            return Optional.empty();
        }
        return scoring.apply(chosen(prose, candidates)).map(scores -> {
            var all = new double[candidates.size()];
            Arrays.fill(all, Double.NaN);
            IntStream.range(0, scores.length).forEach(i -> all[prose[i]] = scores[i]);
            return all;
        });
    }

    private static int[] prose(List<Candidate> candidates) {
        return IntStream.range(0, candidates.size()).filter(i -> candidates.get(i).turn() || !RowSeparator.inMostLines(candidates.get(i).text())).toArray();
    }

    private static List<Candidate> chosen(int[] which, List<Candidate> candidates) {
        return which.length == candidates.size() ? candidates : IntStream.of(which).mapToObj(candidates::get).toList();
    }

    /** Whether the documents are ones of tables, or too little prose is left to compare. */
    private static boolean isOfTables(int[] prose, List<Candidate> candidates) {
        int tables = candidates.size() - prose.length;
        return prose.length < Math.min(FEWEST, candidates.size()) || tables > 0 && ONE_TABLE_OF * tables >= candidates.size();
    }
}
