package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import palimpsest.memory.language.Languages;

class SeparableVerbsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Wann wurde die Werft umbenannt? | Die Schweden benannten die Werft 1655 um. | true",
            "Wer hat die Mühle aufgebaut? | Bauern bauten die Mühle wieder auf, als der Krieg endete. | true",
            "Wann wurde die Schule abgeschlossen? | Der Wärter schloss die Schule ab und ging. | true",
            "Wann wurde die Werft umbenannt? | Die Schweden benannten um 1655 die Werft. | false",
            "Welche Anstellung hatte Holm? | Er stellte Holm an. | false",
            "When was the yard renamed? | They benannten it um. | false"})
    void the_beginning_of_a_verb_may_stand_at_the_end(String question, String sentence, boolean held) {
        Question asked = Question.of(question, null, Languages.shared());
        var verbs = new SeparableVerbs(asked);
        assertThat(asked.terms().stream().anyMatch(term -> verbs.isIn(term, sentence))).isEqualTo(held);
    }
}
