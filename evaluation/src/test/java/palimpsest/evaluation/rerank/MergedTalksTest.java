package palimpsest.evaluation.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;
import palimpsest.evaluation.locomo.LocomoConversation.Turn;

class MergedTalksTest {

    private static Turn turn(int session, int number, int day, String speaker, String text) {
        return new Turn("D" + session + ":" + number, session, LocalDateTime.of(2026, 3, day, 10, 0), speaker, text, null);
    }

    private static final LocomoConversation FIRST = new LocomoConversation("one", "Otto", "Wilma",
            List.of(turn(1, 1, 2, "Otto", "Hi Wilma!"), turn(2, 1, 20, "Wilma", "Otto, I bought a cat.")),
            List.of(new Question("What did Wilma buy?", "", List.of("D2:1"), 4)));
    private static final LocomoConversation SECOND = new LocomoConversation("two", "Ann", "Ben",
            List.of(turn(1, 1, 9, "Ben", "Ann's brother Benjamin came."), turn(1, 2, 9, "Ann", "I gave Ben a boat.")),
            List.of(new Question("Who came to Ann?", "", List.of("D1:1"), 4), new Question("What do Ann and Ben have?", "", List.of("D1:1", "D1:2"), 1)));

    @Test
    void sessions_follow_each_other_by_date_and_are_told_by_the_two_people_of_the_first() {
        LocomoConversation merged = MergedTalks.of(List.of(FIRST, SECOND), 2).getFirst();
        assertThat(merged.turns()).extracting(Turn::id).containsExactly("D1:1", "D2:1", "D2:2", "D3:1");
        assertThat(merged.turns()).extracting(Turn::speaker).containsExactly("Otto", "Wilma", "Otto", "Wilma");
        assertThat(merged.turns()).extracting(Turn::text).as("names as words only")
                .containsExactly("Hi Wilma!", "Otto's brother Benjamin came.", "I gave Wilma a boat.", "Otto, I bought a cat.");
    }

    @Test
    void questions_keep_the_turns_that_answer_them() {
        LocomoConversation merged = MergedTalks.of(List.of(FIRST, SECOND), 2).getFirst();
        assertThat(merged.questions()).extracting(Question::text).containsExactly("What did Wilma buy?", "Who came to Otto?", "What do Otto and Wilma have?");
        assertThat(merged.questions()).extracting(Question::evidence).containsExactly(List.of("D3:1"), List.of("D2:1"), List.of("D2:1", "D2:2"));
    }

    @Test
    void conversations_are_dealt_out_so_that_none_has_more_than_the_most() {
        assertThat(MergedTalks.of(List.of(FIRST, SECOND, FIRST), 2)).extracting(LocomoConversation::name).containsExactly("one, one", "two");
    }
}
