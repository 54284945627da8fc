package palimpsest.memory.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LanguagesTest {

    private final Languages languages = new Languages();

    @Test
    void leaves_out_question_words_and_stems_in_english() {
        assertThat(languages.of("What did the keepers paint?").terms("What did the keepers' friends paint on painted ridges?"))
                .containsExactly("keeper", "friend", "paint", "ridg");
    }

    @Test
    void takes_british_and_american_spelling_for_one_word() {
        Words words = languages.of("Which colours did the keepers choose?");

        assertThat(words.terms("colours of an organised harbour")).isEqualTo(words.terms("color of organizing harbors"));
        assertThat(words.otherSpellings(words.of("colours").getFirst())).contains("color");
        assertThat(words.otherSpellings(words.of("lamp").getFirst())).isEmpty();
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
    void takes_full_width_letters_and_digits_for_plain_ones() {
        for (String sample : new String[] {"灯塔何时建成？", "灯台はいつ建てられたか", "When was the lighthouse built?"}) {
            Words words = languages.of(sample);

            assertThat(words.terms("１８７４年 ＬＩＧＨＴ")).as(sample).isEqualTo(words.terms("1874年 LIGHT"));
            assertThat(words.of("塔 １８７４").getLast().surface()).as("as it is written").isEqualTo("１８７４");
        }
    }

    @Test
    void takes_a_word_for_the_same_however_its_letters_are_written() {
        Words words = languages.of("Where does the officer of the café live?");
        String written = "Cafe\u0301 o\ufb03cers of the lock\u00adhouse; pass\u200bwords \u2060Kestrel.";

        assertThat(words.terms(written)).isEqualTo(words.terms("Café officers of the lockhouse; passwords Kestrel."));
        assertThat(words.of(written)).extracting(word -> written.substring(word.start(), word.end()))
                .containsExactly("Cafe\u0301", "o\ufb03cers", "lock\u00adhouse", "pass\u200bwords", "Kestrel");
        Words korean = languages.of("다리의 색은 무엇입니까?");
        assertThat(korean.terms(Normalizer.normalize("다리의 색은 파란색입니다.", Normalizer.Form.NFD))).isEqualTo(korean.terms("다리의 색은 파란색입니다."));
    }

    @Test
    void tells_scripts_without_spaces_by_one_character() {
        Pattern ideographs = Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]");
        Pattern syllables = Pattern.compile("[\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]");
        // All of the basic plane and some of what lies beyond: ideographs end at 323AF.
        for (int c = 0; c < 0x33000; c += c < 0x10000 ? 1 : 31) {
            String text = "a" + Character.toString(c) + " b";
            Languages.Written expected = ideographs.matcher(text).find() ? Languages.Written.IDEOGRAPHIC
                    : syllables.matcher(text).find() ? Languages.Written.UNSPACED : Languages.Written.SPACED;
            if (Languages.written(text) != expected) {
                throw new AssertionError(Integer.toHexString(c) + " is " + expected);
            }
        }
        assertThat(Languages.written("ภาษาไทย และ 漢字")).isEqualTo(Languages.Written.IDEOGRAPHIC);
    }

    @Test
    void knows_each_language_by_words_that_stand_between_others() {
        assertThat(languages.of("Les gardiens ont peint la tour, et puis le phare.")).isSameAs(languages.of("dans une grande ville avec des ponts"));
        assertThat(languages.of("Wer hat den Leuchtturm gestrichen?")).isSameAs(languages.of("ÜBER DEM MEER UND UNTER DER ERDE"));
        assertThat(languages.of("Ai đã sơn ngọn hải đăng?")).isNotSameAs(languages.of("Who painted the lighthouse?")).isSameAs(languages.of("Ông ấy ở đâu?"));
        assertThat(languages.of("Кто покрасил маяк?")).isSameAs(languages.of("маяк"));
        assertThat(languages.of("Xylophon 42")).as("plain letters without small words").isSameAs(languages.of("the keeper of the light"));
    }

    @Test
    void tells_names_and_numbers() {
        assertThat(languages.of("the").of("Then Fenn's boat left in 1911")).filteredOn(Word::name).extracting(Word::surface).containsExactly("Fenn");
        assertThat(languages.of("the").of("in 1911")).allMatch(Word::number);
    }

    @Test
    void leaves_out_question_words_whose_spelling_is_unified_first() {
        assertThat(languages.of("पुल का रंग क्या है?").of("पुल का रंग क्या है?")).extracting(Word::surface).containsExactly("पुल", "रंग");
        assertThat(languages.of("पुल का रंग क्या है?").of("पुल क्यों बना?")).extracting(Word::surface).doesNotContain("क्यों");
    }
}
