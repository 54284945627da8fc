package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.text.Thesaurus;

class ExpandedPassageSearchTest {

    private static final UUID DOCUMENT = new UUID(0, 1);

    private final List<SearchQuery> asked = new ArrayList<>();

    private static PassageHit hit(int passage, double score, String speaker) {
        return new PassageHit(DOCUMENT, passage, 0, 1, 0, 0, score, List.of(), "text", "title", speaker, null);
    }

    private static List<PassageHit> page(List<PassageHit> hits, SearchQuery query) {
        return hits.subList(Math.min(query.offset(), hits.size()), Math.min(query.offset() + query.limit(), hits.size()));
    }

    private ExpandedPassageSearch over(List<PassageHit> ofQuestion, List<PassageHit> ofOtherNames) {
        return new ExpandedPassageSearch(query -> {
            asked.add(query);
            return page(query.text().endsWith("?") ? ofQuestion : ofOtherNames, query);
        }, Thesaurus.shared());
    }

    private static SearchQuery query(String text, int offset, int limit) {
        return new SearchQuery("t", List.of(DOCUMENT), List.of(text), text, SearchFilter.NONE, offset, limit);
    }

    private static List<Integer> passages(List<PassageHit> hits) {
        return hits.stream().map(PassageHit::passage).toList();
    }

    @Test
    void what_other_names_find_is_added() {
        var search = over(List.of(hit(1, 3, null), hit(2, 2.5, null), hit(3, 2, null)), List.of(hit(9, 3.5, null), hit(2, 3, null), hit(1, 1, null)));
        // 9 is not found by the question: 2 + 3.5; 2: 2.5 + 3; 1: 3 + 1; 3: 2 + 1
        assertThat(passages(search.search(query("How high was the capex?", 0, 10)))).containsExactly(2, 9, 1, 3);
        assertThat(asked.stream().map(SearchQuery::text)).anySatisfy(text -> assertThat(text).contains("purchases of property plant and equipment"));
    }

    @Test
    void pages_of_one_query_part_its_hits() {
        var search = over(List.of(hit(1, 3, null), hit(2, 2.5, null), hit(3, 2, null)), List.of(hit(9, 3.5, null), hit(2, 3, null)));
        List<Integer> all = passages(search.search(query("capex?", 0, 4)));
        assertThat(passages(search.search(query("capex?", 0, 2)))).isEqualTo(all.subList(0, 2));
        assertThat(passages(search.search(query("capex?", 2, 2)))).isEqualTo(all.subList(2, 4));
    }

    @Test
    void a_question_without_such_names_is_searched_as_it_is() {
        over(List.of(hit(1, 3, null)), List.of()).search(query("Who lit the lamp?", 0, 10));
        assertThat(asked).containsExactly(query("Who lit the lamp?", 0, 10));
    }

    @Test
    void turns_of_a_conversation_gain_nothing() {
        List<PassageHit> turns = List.of(hit(1, 3, "Ann"), hit(2, 2, "Ben"));
        assertThat(over(turns, List.of(hit(2, 9, "Ben"))).search(query("How high was the capex?", 0, 10))).isEqualTo(turns);
    }
}
