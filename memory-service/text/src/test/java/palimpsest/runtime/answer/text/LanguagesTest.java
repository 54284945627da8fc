package palimpsest.runtime.answer.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanguagesTest {

    private final Languages languages = new Languages();

    @Test
    void leaves_out_question_words_and_stems_in_english() {
        assertThat(languages.of("What did the keepers paint?").terms("What did the keepers' friends paint on painted ridges?"))
                .containsExactly("keeper", "friend", "paint", "ridg");
    }

    @Test
    void knows_german_from_its_small_words() {
        Words words = languages.of("Wer hat den Leuchtturm gestrichen?");

        assertThat(words.terms("Leuchttürme")).isEqualTo(words.terms("Leuchtturm"));
        assertThat(words.of("Der Mann Fenn")).noneMatch(Word::name);
    }

    @Test
    void compares_chinese_by_pairs_of_characters() {
        assertThat(languages.of("灯塔").terms("灯塔人")).containsExactly("灯塔", "塔人");
    }

    @Test
    void tells_languages_of_one_script_and_others_apart_wherever_their_small_words_stand() {
        String letters = "Ohne Zweifel. ";
        assertThat(languages.of(letters + "und der Turm war nicht hoch").compounds()).isTrue();
        assertThat(languages.of("le phare n'était pas haut et la mer l'entourait").terms("phares")).containsExactly("phar");
        assertThat(languages.of("Người giữ đèn đã đi").syllables()).isTrue();
        assertThat(languages.of("café, не был на башне, который").terms("башни")).isEqualTo(languages.of("и он был").terms("башня"));
        assertThat(languages.of("the tower 灯塔").ideographic()).isTrue();
        assertThat(languages.of("the tower หอคอย").ideographic()).isFalse();
        assertThat(languages.of("xyzzy plugh").terms("ridges")).containsExactly("ridg");
    }

    @Test
    void tells_names_and_numbers() {
        assertThat(languages.of("the").of("Then Fenn's boat left in 1911")).filteredOn(Word::name).extracting(Word::surface).containsExactly("Fenn");
        assertThat(languages.of("the").of("in 1911")).allMatch(Word::number);
    }
}
