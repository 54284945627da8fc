package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import palimpsest.memory.retrieve.PassageHit.Reranked;

/**
 * Puts the first hits of another search in a better order. Hits beyond the depth keep their places, and so do those
 * that the reranker had no time for. Each hit keeps the score of the other search and has what the reranker made of it beside it. Where the
 * reranker fails, hits keep their order.
 */
public final class RerankedPassageSearch implements PassageSearch {

    private static final int MOST = 500;
    private static final int REMEMBERED = 200;

    private final PassageSearch search;
    private final Reranker reranker;
    private final Depth depth;
    /** Judgements of first pages, for the pages after them: under a deadline the same hits may be judged otherwise. */
    private final Map<Hits, double[]> judgements = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Hits, double[]> eldest) {
            return size() > REMEMBERED;
        }
    });

    /**
     * Hits that are judged, each 1 to 500.
     *
     * @param passages where most of the first hits are passages of documents
     * @param turns    where they are turns of a conversation: these are short, and more of them hold what is asked for
     */
    public record Depth(int passages, int turns) {

        /** That of a reranker in this process: among the hits is nearly all that search finds at all (docs/retrieval.md). */
        public static final Depth LOCAL = new Depth(50, 100);

        public Depth {
            if (Math.min(passages, turns) < 1 || Math.max(passages, turns) > MOST) {
                throw new IllegalArgumentException("depth must be 1 to " + MOST + ", but is " + passages + " for passages and " + turns + " for turns");
            }
        }

        private int most() {
            return Math.max(passages, turns);
        }

        private int of(List<PassageHit> found) {
            long said = found.stream().limit(passages).filter(hit -> hit.candidate().turn()).count();
            return Math.min(2 * said >= Math.min(passages, found.size()) ? turns : passages, found.size());
        }
    }

    private record Place(UUID document, int passage) {}

    private record Hits(String question, List<Place> places) {}

    /** @param depth hits that are judged, 1 to 500, whatever they are */
    public RerankedPassageSearch(PassageSearch search, Reranker reranker, int depth) {
        this(search, reranker, new Depth(depth, depth));
    }

    public RerankedPassageSearch(PassageSearch search, Reranker reranker, Depth depth) {
        this.search = search;
        this.reranker = new RerankingWhenAvailable(() -> reranker);
        this.depth = depth;
    }

    @Override
    public List<PassageHit> search(SearchQuery query) {
        if (query.offset() >= depth.most() || query.text() == null || query.text().isBlank()) {
            return search.search(query);
        }
        int end = query.offset() + query.limit();
        List<PassageHit> found = search.search(query.page(0, Math.min(MOST, Math.max(depth.most(), end))));
        var hits = new ArrayList<>(reranked(query, found.subList(0, depth.of(found))));
        hits.addAll(found.subList(hits.size(), found.size()));
        if (end > MOST && found.size() == MOST) {
            hits.addAll(search.search(query.page(MOST, end - MOST)));
        }
        return List.copyOf(hits.subList(Math.min(query.offset(), hits.size()), Math.min(end, hits.size())));
    }

    @Override
    public Optional<Explained> explain(SearchQuery query, UUID document, int passage) {
        if (query.text() == null || query.text().isBlank()) {
            return Optional.empty();
        }
        List<PassageHit> all = search.search(query.page(0, depth.most()));
        List<PassageHit> found = all.subList(0, depth.of(all));
        return IntStream.range(0, found.size()).filter(i -> found.get(i).documentId().equals(document) && found.get(i).passage() == passage).boxed().findFirst()
                .flatMap(which -> reranker.explain(query.text(), found.stream().map(PassageHit::candidate).toList(), which)
                        .map(explanation -> new Explained(found.get(which), which + 1, explanation)));
    }

    /** What was judged is put in order on the places that it had; what was not judged keeps its place. */
    private List<PassageHit> reranked(SearchQuery query, List<PassageHit> hits) {
        var all = new Hits(query.text(), hits.stream().map(hit -> new Place(hit.documentId(), hit.passage())).toList());
        double[] known = query.offset() > 0 ? judgements.get(all) : null;
        double[] scores = known != null ? known : reranker.scoresIfAvailable(query.text(), hits.stream().map(PassageHit::candidate).toList()).orElse(new double[0]);
        judgements.put(all, scores);
        int[] judged = IntStream.range(0, scores.length).filter(i -> Double.isFinite(scores[i])).toArray();
        List<Integer> order = IntStream.of(judged).boxed().sorted(Comparator.<Integer>comparingDouble(i -> scores[i]).reversed()).toList();
        var ordered = new ArrayList<>(hits);
        for (int place = 0; place < judged.length; place++) {
            int hit = order.get(place);
            ordered.set(judged[place], hits.get(hit).withReranked(new Reranked(scores[hit], judged.length)));
        }
        return ordered;
    }
}
