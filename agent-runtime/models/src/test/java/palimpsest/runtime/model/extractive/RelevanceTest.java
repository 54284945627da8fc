package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.language.Languages;

class RelevanceTest {

    private static final String PORT = "### listen_port\n\nWhich port to listen on.\n\nDefault: 7301\n\n### log_file\n\nWhere to write.";
    private static final Question QUESTION = Question.of("On which port does Tideway listen by default?", null, Languages.shared());

    @Test
    void a_name_that_nearly_all_that_was_found_holds_is_not_missed() {
        List<String> ofTideway = List.of("Tideway reads gauges.", "Start Tideway by hand.", PORT, "Tideway writes a log.", "The archive of Tideway.", "Tideway is small.");
        List<String> ofOthers = List.of("Gauges are read.", "Start it by hand.", PORT, "It writes a log.", "The archive of Tideway.", "It is small.");

        double subject = new Relevance(QUESTION, ofTideway).ofFragment(PORT);

        assertThat(subject).isGreaterThan(new Relevance(QUESTION, ofOthers).ofFragment(PORT)).isGreaterThan(0.62);
    }

    @Test
    void a_name_that_all_holds_is_missed_where_only_one_other_word_is_asked_for() {
        Question question = Question.of("How many downloads does Tideway have a month?", null, Languages.shared());
        String page = "Binaries are on the page of downloads. Each has a signature.";
        List<String> found = List.of("Tideway reads gauges.", "Start Tideway by hand.", page, "Tideway writes a log.", "The archive of Tideway.", "Tideway is small.");

        assertThat(new Relevance(question, found).ofFragment(page)).isLessThan(Relevance.FOUND);
    }

    @Test
    void the_section_that_a_question_names_is_read_before_what_says_it_in_passing() {
        Question question = Question.of("What does the strict-depth setting do?", null, Languages.shared());
        var passing = new Chunks.Hit(4, "Unless the strict-depth setting does it, the depth stays.", true, "guide.md");
        var other = new Chunks.Hit(5, "The depth is set. Other settings are strict.", true, "guide.md");
        var section = new Chunks.Hit(9, "#### `strict-depth`\n\nIf true, deep boats are refused.", true, "settings.md");
        var oneWord = new Chunks.Hit(7, "#### Depth\n\nDeep boats are refused.", true, "settings.md");

        assertThat(Chunks.inReadingOrder(List.of(passing, other, section, oneWord), new Relevance(question))).containsExactly(9, 4, 5, 7);
    }

    @Test
    void a_chunk_that_holds_the_words_in_one_sentence_is_read_among_the_first_wherever_the_search_put_it() {
        Question question = Question.of("Who is the pilot of Orrick?", null, Languages.shared());
        List<Chunks.Hit> apart = IntStream.range(0, 8).mapToObj(i -> new Chunks.Hit(i, "The pilot of Haven%d is called Tom Reed.\nDry orrick lay on the quay.".formatted(i), true, i + ".txt")).toList();
        List<Chunks.Hit> hits = new ArrayList<>(apart);
        hits.add(new Chunks.Hit(20, "The pilot of Orrick is called Ann Vane.\nDry straw lay on the quay.", true, "orrick.txt"));

        assertThat(Chunks.inReadingOrder(hits, new Relevance(question)).indexOf(20)).isLessThan(5);
        assertThat(Chunks.inReadingOrder(apart, new Relevance(question))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }
}
