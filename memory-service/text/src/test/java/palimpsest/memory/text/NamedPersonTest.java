package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedPersonTest {

    private static final List<String> PEOPLE = List.of("Melanie Ross", "Andrew", "Theo");

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "What did Mel paint?                  | Melanie Ross",
        "what did melanie paint?              | Melanie Ross",
        "Did Andrew call Melanie's brother?   | Andrew,Melanie Ross",
        "And where does Theo work?            | Theo",
        "The boat and the sail: whose are they? | -",
        "Which melody and theory did he learn? | -",
        "Melanie and Theo, where did they meet? | Melanie Ross,Theo"})
    void people_are_named_by_first_names_and_by_short_forms_with_a_capital(String question, String named) {
        assertThat(NamedPerson.in(question, PEOPLE)).isEqualTo(named == null ? List.of() : List.of(named.split(",")));
    }
}
