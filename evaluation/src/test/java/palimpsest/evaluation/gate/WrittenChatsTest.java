package palimpsest.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;

class WrittenChatsTest {

    @Test
    void turns_have_their_speaker_day_and_picture_and_questions_the_turn_before_them() {
        LocomoConversation chat = WrittenChats.read(List.of("# Otto, Wilma", "## 2026-03-01T10:00", "O: Hi!", "W [a photo of a boat]: I painted the boat green.",
                "? Which colour has Wilma's boat?", "? What did Wilma paint?", "## 2026-03-02T11:00", "O: Bye!")).getFirst();
        assertThat(chat.turns()).extracting(LocomoConversation.Turn::id).containsExactly("D1:1", "D1:2", "D2:1");
        assertThat(chat.turns().get(1)).satisfies(turn -> {
            assertThat(turn.speaker()).isEqualTo("Wilma");
            assertThat(turn.caption()).isEqualTo("a photo of a boat");
            assertThat(turn.at()).isEqualTo("2026-03-01T10:00");
        });
        assertThat(chat.questions()).extracting(Question::text).as("the first is asked about who did not tell it, too")
                .containsExactly("Which colour has Wilma's boat?", "Which colour has Otto's boat?", "What did Wilma paint?");
        assertThat(chat.questions()).extracting(Question::adversarial).containsExactly(false, true, false);
        assertThat(chat.questions()).allSatisfy(question -> assertThat(question.evidence()).containsExactly("D1:2"));
    }

    @Test
    void a_question_may_be_answered_by_several_turns() {
        LocomoConversation chat = WrittenChats.read(List.of("# Otto, Wilma", "## 2026-03-01T10:00", "W: I bought a cat.", "+ pets", "O: Nice!", "## 2026-03-02T11:00",
                "W: Now I have a parrot, too.", "+ pets", "= pets Which pets does Wilma have?")).getFirst();
        assertThat(chat.questions()).singleElement().satisfies(question -> {
            assertThat(question.text()).isEqualTo("Which pets does Wilma have?");
            assertThat(question.evidence()).containsExactly("D1:1", "D2:1");
        });
    }

    @Test
    void a_question_that_no_turn_answers_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> WrittenChats.read(List.of("# Otto, Wilma", "## 2026-03-01T10:00", "W: I bought a cat.", "+ pets", "= boats Which boats?")))
                .withMessageContaining("boats Which boats?");
    }

    @Test
    void the_longer_ones_have_questions_that_one_turn_answers_and_ones_that_several_do() {
        assertThat(WrittenChats.longer()).hasSize(5).allSatisfy(chat -> {
            assertThat(chat.turns()).hasSizeGreaterThan(70);
            assertThat(chat.questions()).filteredOn(question -> question.evidence().size() > 2).hasSizeGreaterThan(3);
            assertThat(chat.questions()).filteredOn(question -> !question.adversarial() && question.evidence().size() == 1).hasSizeGreaterThan(30)
                    .allSatisfy(question -> assertThat(question.text()).contains(chat.turn(question.evidence().getFirst()).orElseThrow().speaker()));
        });
    }

    @Test
    void a_line_of_nobody_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> WrittenChats.read(List.of("# Otto, Wilma", "## 2026-03-01T10:00", "X: Hi!"))).withMessageContaining("X: Hi!");
    }

    @Test
    void each_question_of_those_that_are_shipped_names_who_told_it() {
        assertThat(WrittenChats.all()).hasSizeGreaterThan(10).allSatisfy(chat -> {
            assertThat(chat.questions()).hasSizeGreaterThan(8).filteredOn(question -> !question.adversarial())
                    .allSatisfy(question -> assertThat(question.text()).contains(chat.turn(question.evidence().getFirst()).orElseThrow().speaker()));
            assertThat(chat.questions()).filteredOn(Question::adversarial)
                    .allSatisfy(question -> assertThat(question.text()).doesNotContain(chat.turn(question.evidence().getFirst()).orElseThrow().speaker()));
        });
    }
}
