package palimpsest.memory.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WordingTest {

    private static final String ALONE = "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}";
    /** What a word is, in one expression. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}&&[^" + ALONE + "]][\\p{L}\\p{M}'’&&[^" + ALONE + "]]*|[" + ALONE + "]|\\d+(?:[.,:]\\d+)*");

    @Test
    void words_are_letters_with_their_apostrophes_numbers_and_characters_that_stand_alone() {
        assertThat(Wording.words("Ann’s train left at 10:30, not 9. 我住在Berlin! Élan o'clock")).containsExactly("ann's", "train", "left", "at", "10:30", "not", "9", "我", "住", "在",
                "berlin", "élan", "o'clock");
    }

    @Property
    void words_are_those_of_the_expression(@ForAll("texts") String text) {
        assertThat(Wording.spelt(text)).isEqualTo(WORD.matcher(text).results().map(MatchResult::group).toList());
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> near = Arbitraries.strings().withChars('a', 'Z', 'é', '\u0301', '\'', '’', '1', '9', '٣', '.', ',', ':', ' ', '-', 'ß', 'я', '我', 'ひ', 'カ', 'ー', 'ก', '\u0e31', '\u0e50',
                'ລ', 'ខ', 'မ', '\u1041', '한', '\u20dd', '\ud840', '\udc00', '\ud83d', '\ude00', 'ª', 'ʼ').ofMaxLength(30);
        return Arbitraries.oneOf(near, Arbitraries.strings().ofMaxLength(20));
    }
}
