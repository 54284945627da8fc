package palimpsest.memory.meta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskKindTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "When did my aunt sell the mill? | TEMPORAL", "How many weeks passed between the two fairs? | TEMPORAL", "Wie lange war Jannik krank? | TEMPORAL",
        "Depuis combien de mois habite-t-elle ici ? | TEMPORAL", "¿Qué día fue la boda? | TEMPORAL", "婚礼是哪天？ | TEMPORAL",
        "Where does Otto work now? | KNOWLEDGE_UPDATE", "Wo wohnt sie derzeit? | KNOWLEDGE_UPDATE", "他现在住在哪里？ | KNOWLEDGE_UPDATE",
        "Can you suggest a gift for when she is back? | PREFERENCE", "Was sollte ich kochen? | PREFERENCE", "¿Qué libro me recomiendas? | PREFERENCE", "推荐一家餐厅。 | PREFERENCE",
        "Who paints the gate? | PLAIN", "I know nothing of the snow. | PLAIN", "Is Wannsee far? | PLAIN"})
    void the_words_of_a_question_tell_its_kind(String question, TaskKind kind) {
        assertThat(TaskKind.asked(question)).isEqualTo(kind);
    }
}
