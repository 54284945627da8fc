package palimpsest.memory.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences that a runtime says of its own accord are in the language of the question. */
class FixedWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Where does my aunt live? | I found nothing in what",
        "Wo wohnt meine Tante? | Ich habe nichts gefunden",
        "Wie heißt der Hund von Jannik? | Ich habe nichts gefunden",
        "Où habite ma tante ? | Je n'ai rien trouvé",
        "¿Dónde vive mi tía? | No he encontrado nada",
        "我姑妈住在哪里？ | 在我记得的内容中没有找到",
        "Gdzie mieszka moja ciotka? | I found nothing in what",
        "What was in Die Zeit? | I found nothing in what"})
    void what_is_not_remembered_is_told_in_the_language_of_the_question(String question, String begins) {
        assertThat(FixedWords.of(question).memory().nothing()).startsWith(begins);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Which harbour is deepest?", "Welcher Hafen ist der tiefste?", "Quel port est le plus profond ?", "¿Qué puerto es el más profundo?", "哪个港口最深？"})
    void quotes_that_only_come_close_are_known_by_their_first_line_in_each_language(String question) {
        FixedWords words = FixedWords.of(question);

        assertThat(FixedWords.onlyComesClose(words.closest() + "\n\"…\"")).isTrue();
        assertThat(FixedWords.onlyComesClose(words.inputs() + "\n\"…\"")).isTrue();
        assertThat(FixedWords.onlyComesClose(words.memory().nothing())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"I keep bees on the roof.", "Ich halte Bienen auf dem Dach.", "J'ai des abeilles sur le toit.", "Tengo abejas en el tejado, y también gallinas.", "我在屋顶上养蜜蜂。"})
    void what_was_done_with_what_a_person_told_is_known_in_each_language_and_nothing_else_is(String told) {
        FixedWords.OfMemory words = FixedWords.of(told).memory();

        assertThat(List.of(words.told(), words.kept() + "\n", words.nothingToForget(), words.forgotten().formatted("88a8a3eb-d005-4319"), words.failed().formatted("It is away.")))
                .allMatch(FixedWords::saysWhatWasDone);
        assertThat(List.of(words.nothing(), words.told() + " 40 hives.", "40 hives. " + words.kept(), words.forgotten().substring(0, words.forgotten().indexOf("%s") + 1), told, ""))
                .noneMatch(FixedWords::saysWhatWasDone);
    }

    @Test
    void without_a_question_they_are_english() {
        assertThat(FixedWords.of(null).memory().before()).isEqualTo("Before that: ");
    }
}
