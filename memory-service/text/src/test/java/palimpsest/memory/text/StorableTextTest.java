package palimpsest.memory.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class StorableTextTest {

    @Test
    void a_null_character_and_lone_surrogates_are_replaced_one_for_one_and_counted() {
        assertThat(StorableText.clean("a\u0000b\ud83dc\udc00")).isEqualTo(new StorableText("a\ufffdb\ufffdc\ufffd", 3));
    }

    @Test
    void storable_text_stays_the_same_object() {
        String text = "Grüße \ud83d\ude00, tab\tand \u0001";
        assertThat(StorableText.clean(text).value()).isSameAs(text);
        assertThat(StorableText.problem(text)).isEmpty();
    }

    @Test
    void a_problem_names_the_character_and_its_place_in_code_points() {
        assertThat(StorableText.problem("\ud83d\ude00a\u0000")).contains("holds U+0000 at character 2, which can't be stored");
        assertThat(StorableText.problem("\udc00")).contains("holds a lone surrogate (U+DC00) at character 0, which can't be stored");
        assertThat(StorableText.problem(null)).isEmpty();
    }

    @Property
    void cleaned_text_has_its_length_survives_utf8_and_has_no_problem(@ForAll("text") String text) {
        var cleaned = StorableText.clean(text);
        assertThat(cleaned.value()).hasSameSizeAs(text).doesNotContain("\u0000");
        assertThat(new String(cleaned.value().getBytes(UTF_8), UTF_8)).isEqualTo(cleaned.value());
        assertThat(StorableText.problem(cleaned.value())).isEmpty();
        assertThat(StorableText.problem(text).isPresent()).isEqualTo(cleaned.replaced() > 0);
    }

    @Property
    void cleaned_json_says_the_cleaned_text_whether_it_has_escapes_or_not(@ForAll("text") String text, @ForAll boolean escaped) {
        var json = new StringBuilder("[\"");
        text.chars().forEach(c -> json.append(c == 0 || escaped && c > '~' ? "\\u%04x".formatted(c) : c == '\\' ? "\\\\" : String.valueOf((char) c)));
        var cleaned = StorableText.cleanJson(json.append("\"]").toString());
        assertThat(JsonMapper.shared().readTree(cleaned.value()).get(0).stringValue()).isEqualTo(StorableText.clean(text).value());
        assertThat(cleaned.replaced()).isEqualTo(StorableText.clean(text).replaced());
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.strings().withChars('\u0000', 'a', 'u', '0', '\\', 'é', '\ud83d', '\ude00', '\udbff', '\udc00').ofMaxLength(20);
    }
}
