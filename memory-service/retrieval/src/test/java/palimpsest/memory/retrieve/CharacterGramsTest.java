package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharacterGramsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Wann wurde die Brücke gebaut?|Der Fluss ist im Frühjahr breit.|Der Brückenbau begann im Mai.",
        "متى فتح الجسر؟|النهر واسع في الربيع.|وبالجسر عبروا في مايو.",
        "Köprü ne zaman açıldı?|Nehir baharda geniştir.|Köprülerinden mayısta geçildi.",
        "桥梁何时建成|河流在春天很宽。|大桥梁五月开工。"})
    void a_word_is_found_in_another_form_and_inside_a_longer_one(String query, String other, String wanted) {
        double[] scores = CharacterGrams.scores(query, List.of(other, wanted));
        assertThat(scores[1]).isEqualTo(1).isGreaterThan(scores[0]);
    }

    @Test
    void case_and_width_of_letters_make_no_difference() {
        assertThat(CharacterGrams.of("ＭＩＬＬ Weir").toArray()).isEqualTo(CharacterGrams.of("mill weir").toArray());
    }

    @Test
    void beginnings_and_ends_of_words_are_parts_too() {
        assertThat(CharacterGrams.of("mill a").mapToObj(CharacterGramsTest::letters)).containsExactly(" mil", "mill", "ill ", " a ");
    }

    private static String letters(long gram) {
        return gram == 0 ? "" : letters(gram >>> Character.SIZE) + (char) gram;
    }

    @Test
    void nothing_in_common_is_zero() {
        assertThat(CharacterGrams.scores("weir", List.of("", "?!", "xyzzy"))).containsOnly(0);
        assertThat(CharacterGrams.scores("", List.of("weir"))).containsOnly(0);
        assertThat(CharacterGrams.scores("weir", List.of())).isEmpty();
    }
}
