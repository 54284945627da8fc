package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.retrieve.PassageHit.Reranked;

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
    void the_first_hits_are_put_in_the_rerankers_order_and_each_keeps_its_own_score() {
        List<PassageHit> hits = new RerankedPassageSearch(plain, backwards, 5).search(query(0, 8));
        assertThat(passages(hits)).containsExactly(4, 3, 2, 1, 0, 5, 6, 7);
        assertThat(hits).extracting(PassageHit::score).containsExactly(16., 17., 18., 19., 20., 15., 14., 13.);
        assertThat(hits).extracting(PassageHit::reranked).containsExactly(new Reranked(4, 5), new Reranked(3, 5), new Reranked(2, 5), new Reranked(1, 5), new Reranked(0, 5),
                null, null, null);
        assertThat(PassageHit.reranked(hits)).isEqualTo(5);
    }

    @Test
    void more_turns_of_a_conversation_are_put_in_order_than_passages_of_a_document() {
        var depth = new RerankedPassageSearch.Depth(4, 8);
        assertThat(passages(new RerankedPassageSearch(plain, backwards, depth).search(query(0, 10)))).containsExactly(3, 2, 1, 0, 4, 5, 6, 7, 8, 9);
        PassageSearch said = asked -> plain.search(asked).stream().map(hit -> hit.passage() % 4 == 3 ? hit : new PassageHit(hit.documentId(), hit.passage(), hit.start(), hit.end(),
                0, 0, hit.score(), List.of(), hit.text(), "Ada", "Ada", null)).toList();
        assertThat(passages(new RerankedPassageSearch(said, backwards, depth).search(query(0, 10)))).containsExactly(7, 6, 5, 4, 3, 2, 1, 0, 8, 9);
        assertThat(passages(new RerankedPassageSearch(said, backwards, depth).search(query(6, 3)))).containsExactly(1, 0, 8);
    }

    @Test
    void what_the_reranker_had_no_time_for_keeps_its_place() {
        Reranker slow = new Reranker() {
            @Override
            public double[] score(String query, List<Candidate> candidates) {
                throw new AssertionError("this reads all");
            }

            @Override
            public Optional<double[]> scoresWithin(String query, List<Candidate> candidates, Duration deadline) {
                double[] scores = backwards.score(query, candidates);
                Arrays.fill(scores, Math.toIntExact(deadline.toMillis()), scores.length, Double.NaN);
                return Optional.of(scores);
            }
        };
        List<PassageHit> hits = new RerankedPassageSearch(plain, slow.within(Duration.ofMillis(3)), 6).search(query(0, 8));
        assertThat(passages(hits)).containsExactly(2, 1, 0, 3, 4, 5, 6, 7);
        assertThat(PassageHit.reranked(hits)).isEqualTo(3);
        assertThat(passages(new RerankedPassageSearch(plain, slow.within(Duration.ZERO), 6).search(query(0, 3)))).containsExactly(0, 1, 2);
    }

    @Test
    void a_later_page_is_of_the_order_of_the_first_though_time_was_longer_then() {
        var time = new AtomicInteger(2);
        Reranker hurried = new Reranker() {
            @Override
            public double[] score(String query, List<Candidate> candidates) {
                double[] scores = backwards.score(query, candidates);
                Arrays.fill(scores, time.get(), scores.length, Double.NaN);
                return scores;
            }
        };
        var search = new RerankedPassageSearch(plain, hurried, 6);
        assertThat(passages(search.search(query(0, 3)))).containsExactly(1, 0, 2);
        time.set(6);
        assertThat(passages(search.search(query(3, 3)))).containsExactly(3, 4, 5);
        assertThat(passages(search.search(query(0, 3)))).containsExactly(5, 4, 3);
    }

    @Test
    void a_reranker_that_could_not_be_loaded_is_loaded_again_later() {
        var now = new AtomicReference<>(Instant.EPOCH);
        var loads = new AtomicInteger();
        var reranker = new RerankingWhenAvailable(() -> {
            if (loads.incrementAndGet() == 1) {
                throw new IllegalStateException("the disk is away");
            }
            return backwards;
        }, now::get);
        var candidates = HITS.stream().limit(3).map(PassageHit::candidate).toList();
        assertThat(reranker.scoresIfAvailable("x", candidates)).isEmpty();
        assertThat(reranker.score("x", candidates)).containsExactly(0, -1, -2);
        assertThat(loads).hasValue(1);
        now.set(Instant.EPOCH.plusSeconds(60));
        assertThat(reranker.score("x", candidates)).containsExactly(0, 1, 2);
        reranker.close();
        assertThat(reranker.scoresIfAvailable("x", candidates)).isPresent();
        assertThat(loads).hasValue(3);
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
