package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import palimpsest.memory.language.Languages;

class OtherSubjectTest {

    private static double of(String question, String passage, Set<String> found, String... documents) {
        var asked = Question.of(question, null, Languages.shared());
        return new OtherSubject(asked, List.of(documents)).of(passage, new TermMatcher(asked, List.of()).shares(passage).keySet(), found);
    }

    private static Set<String> terms(String text) {
        return Languages.shared().ofQuestion("What is " + text + "?").terms(text);
    }

    @Test
    void a_passage_without_a_name_of_the_question_is_about_something_else() {
        assertThat(of("Where did the Walloons land in Holm?", "In Holm the settlers landed at the quay.", terms("Walloons land Holm"))).isEqualTo(0.2);
        assertThat(of("Where did the Walloons land in Holm?", "The Walloons landed in Holm at the quay.", terms("Walloons land Holm"))).isZero();
        assertThat(of("Where did the Walloons land in Holm?", "In Holm the settlers landed at the quay.", terms("land Holm"))).isGreaterThan(0.2);
    }

    @Test
    void a_name_that_a_document_is_called_by_need_not_stand_in_its_passages() {
        assertThat(of("Where did the Walloons land in Holm?", "In Holm the settlers landed at the quay.", terms("land Holm"), "history/Walloons_1671.pdf")).isLessThan(0.05);
        // nothing was searched: the document is all there is
        assertThat(of("Where did the Walloons land in Holm?", "In Holm the settlers landed at the quay.", Set.of())).isZero();
    }

    @Test
    void half_a_name_is_the_name_of_somebody_else() {
        assertThat(of("When did Joan Holt see the comet?", "In 1871 Joan Shea saw the comet.", Set.of())).isEqualTo(0.5);
        assertThat(of("When did Joan Holt see the comet?", "In 1871 Joan saw the comet.", Set.of())).isZero();
        assertThat(of("When did Joan Holt see the comet?", "In 1871 Joan Maria Holt saw the comet.", Set.of())).isZero();
    }

    @Test
    void a_question_with_words_that_stand_nowhere_is_answered_less_surely() {
        Set<String> found = terms("duties of the keeper");
        assertThat(of("What are the duties of a pharmacist?", "The duties of the keeper are many.", found)).isBetween(0.04, 0.06);
        assertThat(of("What are the duties of a keeper?", "The duties of the keeper are many.", found)).isZero();
        // nothing was searched: nothing is known of other texts
        assertThat(of("What are the duties of a pharmacist?", "The duties of the keeper are many.", Set.of())).isZero();
    }

    @Test
    void a_compound_that_stands_nowhere_tells_nothing() {
        assertThat(of("Welche Aufgaben hat ein Leuchtturmwärter?", "Der Wärter des Turms hat viele Aufgaben.", terms("Aufgaben"))).isZero();
    }
}
