package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Puts the first hits of another search in a better order. Hits beyond the depth keep their places. The scores stay those of the
 * other search, handed out anew in order: the scale of a reranker is not the scale of what follows the hits that it has judged. Where the
 * reranker fails, hits keep their order.
 */
public final class RerankedPassageSearch implements PassageSearch {

    private static final int MOST = 500;

    private final PassageSearch search;
    private final Reranker reranker;
    private final int depth;

    /** @param depth hits that are judged, 1 to 500 */
    public RerankedPassageSearch(PassageSearch search, Reranker reranker, int depth) {
        if (depth < 1 || depth > MOST) {
            throw new IllegalArgumentException("depth must be 1 to " + MOST + ", but is " + depth);
        }
        this.search = search;
        this.reranker = new RerankingWhenAvailable(() -> reranker);
        this.depth = depth;
    }

    @Override
    public List<PassageHit> search(SearchQuery query) {
        if (query.offset() >= depth || query.text() == null || query.text().isBlank()) {
            return search.search(query);
        }
        int end = query.offset() + query.limit();
        List<PassageHit> found = search.search(query.page(0, Math.min(MOST, Math.max(depth, end))));
        var hits = new ArrayList<>(reranked(query.text(), found.subList(0, Math.min(depth, found.size()))));
        hits.addAll(found.subList(hits.size(), found.size()));
        if (end > MOST && found.size() == MOST) {
            hits.addAll(search.search(query.page(MOST, end - MOST)));
        }
        return List.copyOf(hits.subList(Math.min(query.offset(), hits.size()), Math.min(end, hits.size())));
    }

    private List<PassageHit> reranked(String question, List<PassageHit> hits) {
        double[] scores = reranker.score(question, hits.stream().map(PassageHit::candidate).toList());
        int[] order = IntStream.range(0, scores.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> scores[i]).reversed()).mapToInt(Integer::intValue).toArray();
        return IntStream.range(0, order.length).mapToObj(i -> hits.get(order[i]).withScore(hits.get(i).score())).toList();
    }
}
