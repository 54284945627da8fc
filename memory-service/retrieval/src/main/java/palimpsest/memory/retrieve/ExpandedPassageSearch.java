package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import palimpsest.memory.retrieve.PassageLinks.Passage;
import palimpsest.memory.text.Thesaurus;

/**
 * Looks for other names of what a question names, too ({@link Thesaurus}): a second query, whose scores are added to those of the first. A question that
 * names nothing that the thesaurus knows is searched as it is. Turns of conversations gain nothing by it.
 */
public final class ExpandedPassageSearch implements PassageSearch {

    /** So many hits of either query are compared; pages behind them are those of the first query. */
    private static final int COMPARED = 200;

    private final PassageSearch search;
    private final Thesaurus thesaurus;

    public ExpandedPassageSearch(PassageSearch search, Thesaurus thesaurus) {
        this.search = search;
        this.thesaurus = thesaurus;
    }

    @Override
    public List<PassageHit> search(SearchQuery query) {
        Set<String> others = query.text() == null || query.offset() + query.limit() > COMPARED ? Set.of() : otherNames(query.text());
        if (others.isEmpty()) {
            return search.search(query);
        }
        List<PassageHit> second = search.search(new SearchQuery(query.tenant(), query.documentIds(), List.copyOf(others), String.join(", ", others), query.filter(), 0, COMPARED))
                .stream().filter(hit -> hit.speaker() == null).toList();
        if (second.isEmpty()) {
            return search.search(query);
        }
        List<PassageHit> all = added(search.search(query.page(0, COMPARED)), second);
        return all.subList(Math.min(query.offset(), all.size()), Math.min(query.offset() + query.limit(), all.size()));
    }

    @Override
    public Optional<Explained> explain(SearchQuery query, UUID document, int passage) {
        return search.explain(query, document, passage);
    }

    private Set<String> otherNames(String text) {
        Set<String> names = new LinkedHashSet<>();
        thesaurus.in(text).forEach(found -> Stream.concat(found.same().stream(), found.inputs().stream().flatMap(List::stream)).forEach(names::add));
        return names;
    }

    /** What only one query found has the lowest score of the other. */
    private static List<PassageHit> added(List<PassageHit> first, List<PassageHit> second) {
        double least = least(first);
        double leastOfSecond = least(second);
        Map<Passage, PassageHit> hits = new LinkedHashMap<>();
        first.forEach(hit -> hits.put(Passage.of(hit), hit.withScore(hit.score() + leastOfSecond)));
        second.forEach(hit -> hits.compute(Passage.of(hit), (passage, found) -> found == null ? hit.withScore(least + hit.score())
                : found.withScore(found.score() - leastOfSecond + hit.score())));
        List<PassageHit> all = new ArrayList<>(hits.values());
        // equal hits keep their order
        all.sort(Comparator.comparingDouble(PassageHit::score).reversed());
        return all;
    }

    private static double least(List<PassageHit> hits) {
        return hits.stream().mapToDouble(PassageHit::score).min().orElse(0);
    }
}
