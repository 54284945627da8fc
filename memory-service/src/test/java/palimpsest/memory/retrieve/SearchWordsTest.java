package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.memory.text.UnicodeTexts;

class SearchWordsTest {

    private static List<String> words(String text) {
        return SearchWords.locate(text).stream().map(word -> text.substring(word.start(), word.end())).toList();
    }

    @Example
    void words_are_runs_of_letters_and_digits() {
        assertThat(words("Don't e-mail me@host.org, 2023-05-07! snake_case")).containsExactly(
                "Don", "t", "e", "mail", "me", "host", "org", "2023", "05", "07", "snake", "case");
    }

    @Example
    void scripts_without_spaces_are_single_characters() {
        assertThat(words("我在北京 in 2020年")).containsExactly("我", "在", "北", "京", "in", "2020", "年");
    }

    @Example
    void plain_forms_stand_for_fancy_ones() {
        assertThat(SearchWords.prepare("ﬁne Ｆｕｌｌ e\u0301")).isEqualTo("fine Full é");
    }

    @Provide
    Arbitrary<String> texts() {
        return UnicodeTexts.any();
    }

    /** Highlights rest on it: what PostgreSQL calls position n is our n-th word. */
    @Property(tries = 150)
    void common_words_stand_where_postgres_says(@ForAll("texts") String text) {
        String around = text + " zebra " + text + " zebra";
        List<SearchWords.Word> located = SearchWords.locate(around);
        List<Integer> expected = new java.util.ArrayList<>();
        for (int i = 0; i < located.size(); i++) {
            if (around.substring(located.get(i).start(), located.get(i).end()).equals("zebra")) {
                expected.add(i + 1);
            }
        }
        Integer[] positions = TestDatabase.shared().jdbc()
                .sql("select cast(positions as integer[]) from unnest(to_tsvector('english', ?)) where lexeme = 'zebra'")
                .param(SearchWords.prepare(around)).query((row, n) -> (Integer[]) row.getArray(1).getArray()).single();
        assertThat(positions).containsExactlyElementsOf(expected);
    }
}
