package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RerankingOfProseTest {

    private static final String TABLE = "Harbour dues\n\t2031\t2030\nFerries\t12\t14\nFreight\t80\t71";

    /** The later, the better; it tells how many it saw. */
    private final List<Integer> seen = new ArrayList<>();
    private final Reranker later = new Reranker() {
        @Override
        public double[] score(String query, List<Candidate> candidates) {
            seen.add(candidates.size());
            return candidates.stream().mapToDouble(Candidate::position).toArray();
        }

        @Override
        public Optional<Explanation> explain(String query, List<Candidate> candidates, int which) {
            return Optional.of(new Explanation(candidates.get(which).position(), new LinkedHashMap<>(), List.of(), List.of(), new double[0][]));
        }
    };
    private final Reranker prose = new RerankingOfProse(later);

    private static List<PassageHit> hits(int size, int... tables) {
        return IntStream.range(0, size).mapToObj(i -> new PassageHit(new UUID(0, 1), i, i, i + 1, 0, 0, size - i, List.of(),
                IntStream.of(tables).anyMatch(table -> table == i) ? TABLE : "The quay was closed.", "report", null, null)).toList();
    }

    private List<Integer> order(List<PassageHit> hits) {
        return new RerankedPassageSearch(query -> hits, prose, 50).search(new SearchQuery("t", List.of(), List.of("x"), "x", SearchFilter.NONE, 0, 50)).stream().map(PassageHit::passage).toList();
    }

    @Test
    void a_table_keeps_its_place_among_prose_that_is_put_in_order() {
        assertThat(order(hits(13, 0, 3))).containsExactly(0, 12, 11, 3, 10, 9, 8, 7, 6, 5, 4, 2, 1);
        assertThat(seen).containsExactly(11);
        assertThat(order(hits(3))).containsExactly(2, 1, 0);
    }

    @Test
    void where_a_sixth_is_tables_all_keep_their_places() {
        assertThat(order(hits(12, 0, 3))).isSorted();
        assertThat(seen).isEmpty();
    }

    @Test
    void little_prose_beside_a_table_is_not_put_in_order() {
        assertThat(order(hits(10, 9))).isSorted();
        assertThat(seen).isEmpty();
    }

    @Test
    void turns_of_conversations_are_judged_whatever_they_hold() {
        List<Reranker.Candidate> said = List.of(new Reranker.Candidate("Ada", TABLE, 0, 0, "talk", 1, true), new Reranker.Candidate("Ben", "Thanks!", 0, 0, "talk", 2, true));
        assertThat(prose.scoresWithin("x", said, Duration.ofSeconds(1)).orElseThrow()).containsExactly(1, 2);
    }

    @Test
    void an_explanation_is_of_the_prose_and_there_is_none_of_a_table() {
        List<Reranker.Candidate> candidates = hits(13, 0, 3).stream().map(PassageHit::candidate).toList();
        assertThat(prose.explain("x", candidates, 3)).isEmpty();
        assertThat(prose.explain("x", candidates, 4).orElseThrow().score()).isEqualTo(4);
    }

    @Test
    void who_asks_for_each_score_gets_it() {
        assertThat(prose.score("x", hits(3, 1).stream().map(PassageHit::candidate).toList())).containsExactly(0, 1, 2);
    }
}
