package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;

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
    void what_nobody_sees_divides_no_word() {
        assertThat(words("lock\u00adhouse pass\u200bword \u2060Kestrel")).containsExactly("lock\u00adhouse", "pass\u200bword", "Kestrel");
        assertThat(SearchWords.prepare("lock\u00adhouse pass\u200bword ภ\u200bไ")).isEqualTo("lockhouse password ภ ไ");
    }

    @Example
    void plain_forms_stand_for_fancy_ones() {
        assertThat(SearchWords.prepare("ﬁne Ｆｕｌｌ e\u0301")).isEqualTo("fine Full é");
    }
}
