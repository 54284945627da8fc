package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnScoreTest {

    private static final UUID TALK = new UUID(0, 1);
    private static final UUID DOCUMENT = new UUID(0, 2);
    private static final int USUAL = 10;

    private static Scored turn(int seq, String session, String speaker, boolean asks, int words, double score) {
        return scored(new Candidate(new PassagePlace(seq, TALK, seq, 0, 1), "english", words, true, session, speaker, asks, 0.5, true, Map.of()), score);
    }

    private static Scored passage(int seq, double score) {
        return scored(new Candidate(new PassagePlace(100 + seq, DOCUMENT, seq, 0, 1), "english", USUAL, false, null, null, false, 0.5, true, Map.of()), score);
    }

    private static Scored scored(Candidate candidate, double score) {
        return new Scored(candidate, 1, score, Map.of());
    }

    private static List<Double> raised(String query, Scored... hits) {
        return score(query).raised(List.of(hits)).stream().map(Scored::score).toList();
    }

    private static TurnScore score(String query) {
        return TurnScore.of(new SearchScope("t", new UUID[] {TALK}, new String[0], 100, 100 * USUAL, "none", 100, 0), query);
    }

    @Test
    void a_turn_of_who_is_named_is_raised_and_nobodys_where_both_are_or_none_is() {
        Scored[] hits = {turn(0, "1", "Ana", false, USUAL, 1), turn(9, "2", "Tom", false, USUAL, 1)};
        assertThat(raised("Where does Ana live?", hits)).satisfies(scores -> assertThat(scores.get(0)).isGreaterThan(scores.get(1)));
        assertThat(raised("Where do Ana and Tom live?", hits)).satisfies(scores -> assertThat(scores.get(0)).isEqualTo(scores.get(1)));
        assertThat(raised("Where is it?", hits)).satisfies(scores -> assertThat(scores.get(0)).isEqualTo(scores.get(1)));
    }

    @Test
    void who_asks_is_lowered_and_who_says_much_is_raised() {
        List<Double> scores = raised("house", turn(0, "1", "Ana", false, USUAL, 1), turn(10, "2", "Ana", true, USUAL, 1), turn(20, "3", "Ana", false, 3 * USUAL, 1),
                turn(30, "4", "Ana", false, 2, 1));
        assertThat(scores.get(1)).isLessThan(scores.get(0));
        assertThat(scores.get(2)).isGreaterThan(scores.get(0));
        assertThat(scores.get(3)).isLessThan(scores.get(0));
    }

    @Test
    void what_is_found_close_by_in_the_session_raises_a_turn_and_never_lowers_the_other() {
        List<Double> scores = raised("house", turn(0, "1", "Ana", false, USUAL, 3), turn(1, "1", "Tom", false, USUAL, 1), turn(2, "2", "Tom", false, USUAL, 1),
                turn(8, "1", "Tom", false, USUAL, 1), turn(20, "3", "Tom", false, USUAL, 1));
        assertThat(scores.get(1)).isGreaterThan(scores.get(3)).isLessThan(scores.get(0));
        assertThat(scores.get(3)).isGreaterThan(scores.get(4));
        // its neighbour belongs to another session
        assertThat(scores.get(2)).isEqualTo(scores.get(4), within(1e-9));
        assertThat(scores.get(0)).isEqualTo(3 + 0.15 * 5.0 / 3, within(1e-9));
    }

    @Test
    void passages_of_documents_keep_their_order_and_the_scale_of_turns() {
        List<Double> scores = raised("Where does Ana live?", passage(0, 2), passage(1, 1), turn(0, "1", "Tom", false, USUAL, 2));
        assertThat(scores.get(0)).isGreaterThan(scores.get(1)).isEqualTo(scores.get(2));
    }

    @ParameterizedTest
    @CsvSource({"Ana,Where did Ana's sister go?,true", "Ana,what did ANA say,true", "Ana Lima,What does Lima mean?,true", "Ana,Where is the banana?,false", "王芳,王芳喜欢什么？,true",
        "王芳,李雷喜欢什么？,false", "Łukasz,Where is Łukasz?,true", "A,Is a house there?,false", "' ',Is it?,false"})
    void a_name_is_named_by_any_of_its_words(String speaker, String query, boolean named) {
        assertThat(score(query).named(speaker)).isEqualTo(named);
    }
}
