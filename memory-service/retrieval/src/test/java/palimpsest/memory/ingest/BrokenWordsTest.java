package palimpsest.memory.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokenWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"the distri-\\nbution of mail|the distribution of mail", "a distri-\\n\\n bution|a distribution", "Straßen-\\nbau|Straßenbau",
        "a well-\\nkept yard, so well-kept|a well-kept yard, so well-kept", "pre-\\nand post-war|pre-\\nand post-war", "from 3-\\nfold|from 3-\\nfold", "the Baden-\\nBaden train|the Baden-\\nBaden train",
        "a well-\\nknown ferry|a well-known ferry", "its self-\\ngovernment|its self-government", "was self-\\nless|was selfless", "is cor-\\nrelated|is correlated", "a long-\\nterm lease|a long-term lease",
        "wel-\\ncome ashore|welcome ashore", "well-\\nenförmig|wellenförmig"})
    void a_word_that_a_line_end_divides_is_joined_and_a_compound_keeps_its_hyphen(String divided, String joined) {
        assertThat(BrokenWords.joined(divided.replace("\\n", "\n"))).isEqualTo(joined.replace("\\n", "\n"));
    }

    @Test
    void soft_hyphens_of_a_web_page_are_dropped() throws Exception {
        assertThat(new DocumentReader().read("a.html", "<html><body><p>The gran&shy;ary is full.</p></body></html>".getBytes(UTF_8)).text().strip()).isEqualTo("The granary is full.");
    }

    @Test
    void what_nobody_sees_is_left_out_also_at_the_end_of_a_word() {
        assertThat(BrokenWords.withoutMarks("The pass\u200bword\u200b is \u2060Kes\u00adtrel\u200b.")).isEqualTo("The password is Kestrel.");
        assertThat(BrokenWords.withoutMarks("to\u200bไทย")).isEqualTo("to\u200bไทย");
    }
}
