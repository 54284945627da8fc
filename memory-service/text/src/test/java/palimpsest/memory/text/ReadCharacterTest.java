package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadCharacterTest {

    @ParameterizedTest
    @CsvSource({"pass\\u200bword, 4, true", "'word\\u200b here', 4, true", "word\\u200b, 4, true", "word\\u200bไทย, 4, false", "ภาษา\\u200bไทย, 4, false", "\\u200bword, 0, false",
        "lock\\u00adhouse, 4, true", "word, 1, false"})
    void a_space_without_a_width_is_invisible_unless_it_parts_words_of_scripts_without_spaces(String escaped, int at, boolean invisible) {
        assertThat(ReadCharacter.isInvisible(escaped.replace("\\u200b", "\u200b").replace("\\u00ad", "\u00ad"), at)).isEqualTo(invisible);
    }
}
