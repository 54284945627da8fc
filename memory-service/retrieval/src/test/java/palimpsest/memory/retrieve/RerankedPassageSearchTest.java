package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RerankedPassageSearchTest {

    private static final List<PassageHit> HITS = IntStream.range(0, 20).mapToObj(i -> new PassageHit(new UUID(0, 1), i, i, i + 1, 0, 0, 20 - i,
            List.of(), "text " + i, "title", null, null)).toList();

    private final PassageSearch plain = query -> HITS.subList(Math.min(HITS.size(), query.offset()), Math.min(HITS.size(), query.offset() + query.limit()));
    /** The last is best. */
    private final Reranker backwards = (query, candidates) -> candidates.stream().mapToDouble(c -> Integer.parseInt(c.text().substring(5))).toArray();

    private static SearchQuery query(int offset, int limit) {
        return new SearchQuery("t", List.of(), List.of("x"), "x", SearchFilter.NONE, offset, limit);
    }

    private static List<Integer> passages(List<PassageHit> hits) {
        return hits.stream().map(PassageHit::passage).toList();
    }

    @Test
    void the_first_hits_are_put_in_the_rerankers_order_and_scores_still_fall() {
        List<PassageHit> hits = new RerankedPassageSearch(plain, backwards, 5).search(query(0, 8));
        assertThat(passages(hits)).containsExactly(4, 3, 2, 1, 0, 5, 6, 7);
        assertThat(hits).extracting(PassageHit::score).containsExactly(20., 19., 18., 17., 16., 15., 14., 13.);
    }

    @Test
    void fewer_hits_than_the_depth_are_chosen_after_reranking_and_pages_fit_together() {
        var search = new RerankedPassageSearch(plain, backwards, 5);
        assertThat(passages(search.search(query(0, 2)))).containsExactly(4, 3);
        assertThat(passages(search.search(query(2, 5)))).containsExactly(2, 1, 0, 5, 6);
        assertThat(passages(search.search(query(7, 50)))).startsWith(7, 8).hasSize(13);
        assertThat(search.search(query(30, 5))).isEmpty();
    }

    @Test
    void a_query_that_the_reranker_fails_on_keeps_the_searchs_order_and_the_next_is_reranked_again() {
        var asked = new AtomicInteger();
        var search = new RerankedPassageSearch(plain, (query, candidates) -> {
            if (asked.getAndIncrement() == 0) {
                throw new IllegalStateException("no model here");
            }
            return backwards.score(query, candidates);
        }, 5);
        assertThat(passages(search.search(query(0, 3)))).containsExactly(0, 1, 2);
        assertThat(passages(search.search(query(0, 3)))).containsExactly(4, 3, 2);
    }
}
