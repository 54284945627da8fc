package palimpsest.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;

class GeneratedChatsTest {

    private final LocomoConversation chat = GeneratedChats.of(1).getFirst();

    private List<Question> worded() {
        return chat.questions().stream().filter(question -> !question.text().isBlank()).toList();
    }

    @Test
    void a_question_names_who_told_what_answers_it() {
        assertThat(worded()).filteredOn(question -> !question.adversarial()).hasSizeGreaterThan(30)
                .allSatisfy(question -> assertThat(question.text()).contains(chat.turn(question.evidence().getFirst()).orElseThrow().speaker()).doesNotContain("{"));
    }

    @Test
    void a_question_without_an_answer_asks_one_about_what_only_the_other_told() {
        var answered = worded().stream().filter(question -> !question.adversarial()).map(Question::text).collect(Collectors.toSet());
        assertThat(worded()).filteredOn(Question::adversarial).hasSizeGreaterThan(8).allSatisfy(question -> {
            assertThat(question.text()).doesNotContain(chat.turn(question.evidence().getFirst()).orElseThrow().speaker());
            assertThat(answered).doesNotContain(question.text());
        });
    }
}
