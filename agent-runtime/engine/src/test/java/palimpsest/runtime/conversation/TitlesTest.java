package palimpsest.runtime.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TitlesTest {

    @ParameterizedTest
    @CsvSource({"Tolls,Tolls (2)", "Tolls (2),Tolls (3)", "Tolls (9),Tolls (10)", "Tolls (in 1702),Tolls (in 1702) (2)", "(2),(2) (2)", "New conversation,New conversation (2)"})
    void a_copy_has_a_number(String title, String copy) {
        assertThat(Titles.ofCopy(title)).isEqualTo(copy);
    }

    @Test
    void a_long_one_is_cut_before_its_number() {
        assertThat(Titles.ofCopy("x".repeat(200))).hasSize(200).endsWith("… (2)");
    }
}
