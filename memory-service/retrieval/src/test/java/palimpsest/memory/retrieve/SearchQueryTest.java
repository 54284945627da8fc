package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SearchQueryTest {

    private static List<String> keywords(String asked) {
        return SearchQuery.of("default", null, asked, 10).keywords();
    }

    @Test
    void a_name_whose_words_are_joined_is_a_phrase_beside_its_words() {
        assertThat(keywords("Where does the salt-marsh path end?")).contains("salt-marsh", "salt", "marsh", "path").doesNotContain("path end");
        assertThat(keywords("set gate_open_timeout or gate.close()")).contains("gate_open_timeout", "gate.close");
        assertThat(keywords("Is it open? Yes. No - never")).doesNotContain("open? Yes", "Yes. No", "No - never");
    }
}
