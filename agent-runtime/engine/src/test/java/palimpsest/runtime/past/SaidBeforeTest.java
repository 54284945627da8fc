package palimpsest.runtime.past;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SaidBeforeTest {

    @Test
    void a_fragment_marks_the_words_and_those_that_begin_like_them() {
        assertThat(SaidBefore.fragment("The keepers rang the fog bell.", "keeper BELL")).isEqualTo("The <em>keepers</em> rang the fog <em>bell</em>.");
        assertThat(SaidBefore.fragment("守钟人敲钟", "敲")).isEqualTo("守钟人<em>敲</em>钟");
        assertThat(SaidBefore.fragment("Nothing of it.", "crane")).isEqualTo("Nothing of it.");
    }

    @Test
    void a_fragment_of_a_long_text_stands_around_the_first_match() {
        String text = "before ".repeat(100) + "crane" + " after".repeat(100);
        assertThat(SaidBefore.fragment(text, "crane")).contains("before <em>crane</em> after").hasSizeLessThan(300);
    }

    @Property
    void a_fragment_is_a_part_of_the_text(@ForAll @StringLength(max = 600) String text, @ForAll @StringLength(min = 1, max = 20) String query) {
        assertThat(text).contains(SaidBefore.fragment(text.replace("<em>", "").replace("</em>", ""), query).replace("<em>", "").replace("</em>", "").strip());
    }
}
