package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import palimpsest.memory.retrieve.Bm25.Occurrences;
import palimpsest.memory.retrieve.Keyword.Term;

class Bm25Test {

    private static Keyword keyword(String words) {
        var terms = new ArrayList<Term>();
        String[] each = words.split(" ");
        for (int i = 0; i < each.length; i++) {
            if (!each[i].equals("_")) {
                terms.add(new Term(each[i], i + 1));
            }
        }
        return new Keyword(terms);
    }

    private static Map<String, Occurrences> positions(String text) {
        var positions = new HashMap<String, Occurrences>();
        String[] each = text.split(" ");
        for (int i = 0; i < each.length; i++) {
            int[] old = positions.getOrDefault(each[i], Occurrences.NONE).own();
            int[] more = java.util.Arrays.copyOf(old, old.length + 1);
            more[old.length] = i + 1;
            positions.put(each[i], Occurrences.at(more));
        }
        return positions;
    }

    @ParameterizedTest
    @CsvSource({"blue mountain,blue mountain,1", "blue mountain,the blue mountain and blue mountain,2", "blue mountain,blue x mountain,0.5",
            "blue mountain,blue x y mountain,0.333", "blue mountain,blue x y z mountain,0", "blue mountain,mountain blue,0.333",
            "blue mountain,mountain the blue,0.25", "blue mountain,blue,0", "new york,york x x x x new york,1",
            "university _ california,university of california,1", "duran duran,duran,0", "duran duran,duran duran,1",
            "a b c,a b c,1", "a b c,a b x c,0.5", "a b c,a x y z b c,0", "x,x y x,2"})
    void a_phrase_counts_where_its_words_stand_close(String keyword, String text, double expected) {
        assertThat(Bm25.occurrences(keyword(keyword), positions(text))).isCloseTo(expected, within(0.001));
    }

    @Test
    void a_single_word_scores_by_the_formula() {
        var bm25 = new Bm25(10, 100, Map.of("blue", 2L));
        double idf = Math.log(1 + (10 - 2 + 0.5) / (2 + 0.5));
        double tf = 3 * 2.2 / (3 + 1.2 * (1 - 0.75 + 0.75 * 50 / 100.0));
        assertThat(bm25.score(List.of(keyword("blue")), Map.of("blue", Occurrences.at(1, 2, 9)), 50, false)).isCloseTo(idf * tf, within(1e-9));
    }

    @Test
    void keywords_add_up_and_rare_ones_count_more() {
        var bm25 = new Bm25(100, 10, Map.of("rare", 1L, "common", 90L));
        var text = positions("rare common");
        double rare = bm25.score(List.of(keyword("rare")), text, 10, false);
        double common = bm25.score(List.of(keyword("common")), text, 10, false);
        assertThat(rare).isGreaterThan(common).isPositive();
        assertThat(common).isPositive();
        assertThat(bm25.score(List.of(keyword("rare"), keyword("common")), text, 10, false)).isCloseTo(rare + common, within(1e-9));
    }

    @Test
    void a_word_of_several_characters_is_as_rare_as_itself_and_stands_in_a_row_or_not_at_all() {
        var bm25 = new Bm25(100, 100, Map.of("灯", 90L, "塔", 90L, "'灯' <-> '塔'", 1L));
        assertThat(bm25.rarity(keyword("灯 塔"))).isCloseTo(Math.log(1 + (100 - 1 + 0.5) / 1.5), within(1e-9));
        assertThat(Bm25.occurrences(keyword("灯 塔"), positions("灯 塔 很 高"))).isEqualTo(1);
        assertThat(Bm25.occurrences(keyword("灯 塔"), positions("塔 上 有 灯"))).isZero();
    }
}
