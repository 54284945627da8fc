package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import palimpsest.memory.retrieve.PassageLinks.Linked;
import palimpsest.memory.retrieve.PassageLinks.Passage;

/**
 * Spreads from the best hits of another search one step along links: what is linked with a good hit gains a part of its score,
 * whether the search had found it or not. Not for filtered searches, whose filter links do not know.
 */
public final class AssociativePassageSearch implements PassageSearch {

    private static final int SEEDS = 10;
    private static final int FOUND = 100;
    private static final int MOST = 500;
    private static final int BEGINNING = 120;

    private final PassageSearch search;
    private final PassageLinks links;

    public AssociativePassageSearch(PassageSearch search, PassageLinks links) {
        this.search = search;
        this.links = links;
    }

    @Override
    public List<PassageHit> search(SearchQuery query) {
        int end = query.offset() + query.limit();
        if (end > MOST || !query.filter().equals(SearchFilter.NONE)) {
            return search.search(query);
        }
        List<PassageHit> found = search.search(query.page(0, Math.max(FOUND, end)));
        if (found.isEmpty()) {
            return found;
        }
        List<PassageHit> spread = spread(query, found);
        return List.copyOf(spread.subList(Math.min(query.offset(), spread.size()), Math.min(end, spread.size())));
    }

    private List<PassageHit> spread(SearchQuery query, List<PassageHit> found) {
        Map<Passage, PassageHit> hits = new LinkedHashMap<>();
        found.forEach(hit -> hits.put(Passage.of(hit), hit));
        double least = found.getLast().score();
        List<PassageHit> seeds = found.subList(0, Math.min(SEEDS, found.size()));
        for (Linked linked : links.from(query.tenant(), seeds.stream().map(Passage::of).toList(), query.documentIds())) {
            double seed = seeds.get(linked.from()).score();
            PassageHit known = hits.get(linked.passage());
            PassageHit hit = known != null ? known : unfound(linked, least);
            hits.put(linked.passage(), hit.withScore(LinkedScore.of(known == null ? null : known.score(), least, seed, linked.strength())));
        }
        var sorted = new ArrayList<>(hits.values());
        sorted.sort(Comparator.comparingDouble(PassageHit::score).reversed());
        return sorted;
    }

    private static PassageHit unfound(Linked linked, double least) {
        String text = linked.text();
        String beginning = text.substring(0, text.offsetByCodePoints(0, Math.min(BEGINNING, text.codePointCount(0, text.length())))).strip();
        return new PassageHit(linked.passage().documentId(), linked.passage().seq(), linked.start(), linked.end(), 0, Double.NaN, least,
                List.of(beginning), text, linked.title(), linked.speaker(), linked.at());
    }
}
