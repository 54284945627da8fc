package palimpsest.memory.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HeadTest {

    @Test
    void is_named_by_layer_and_head() {
        assertThat(Head.parse("14-3")).isEqualTo(new Head(14, 3)).hasToString("14-3");
    }

    @Test
    void another_form_is_refused_with_an_example() {
        for (String wrong : new String[] {"14", "14-", "a-b", "1-2-3", "-1-2", ""}) {
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> Head.parse(wrong)).withMessageContaining("14-3");
        }
    }
}
