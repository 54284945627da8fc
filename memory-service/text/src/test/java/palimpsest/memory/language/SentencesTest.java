package palimpsest.memory.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SentencesTest {

    private static java.util.List<String> split(String text) {
        return Sentences.of(text).stream().map(Sentence::oneLine).toList();
    }

    @Test
    void splits_prose_but_not_after_abbreviations() {
        assertThat(split("Dr. Fenn met Mrs. Ode at St. Ann. They spoke, e.g. of J. Smith. Then? Silence."))
                .containsExactly("Dr. Fenn met Mrs. Ode at St. Ann.", "They spoke, e.g. of J. Smith.", "Then?", "Silence.");
    }

    @Test
    void no_length_of_a_sentence_hides_the_abbreviation_at_its_end() {
        assertThat(split("The light stood for as long as anybody remembers (approx.  ninety years). Die Laterne erlosch in der Nacht zum 8. Februar wieder. It failed the 8. Forms followed."))
                .containsExactly("The light stood for as long as anybody remembers (approx. ninety years).", "Die Laterne erlosch in der Nacht zum 8. Februar wieder.",
                        "It failed the 8.", "Forms followed.");
    }

    @Test
    void keeps_the_turn_of_a_dialogue_whole() {
        assertThat(split("Caroline: Hi! I moved. Four years ago.\nMary Jane: Oh? Really?\n"))
                .containsExactly("Caroline: Hi! I moved. Four years ago.", "Mary Jane: Oh? Really?");
    }

    @Test
    void joins_wrapped_lines_and_keeps_headings_and_items_apart() {
        assertThat(split("# Title\nThe keeper of the lighthouse at Marrow Point was known\nto everyone. He left.\n\n- one\n- two\n"))
                .containsExactly("# Title", "The keeper of the lighthouse at Marrow Point was known to everyone.", "He left.", "- one", "- two");
    }

    @Test
    void a_number_in_front_stays_with_what_it_numbers() {
        assertThat(split("## 2.1. Of the crane\n\n8. It lifts five tons. It was made in Lund.\n9. If it stands still, dues are halved.\n> 10. Nobody rides on it.\niv. Nor under it.\n\nArticle 12. The tenant pays. He pays twice.\n\nThe answer:\n\n5.\n"))
                .containsExactly("## 2.1. Of the crane", "8. It lifts five tons.", "It was made in Lund.", "9. If it stands still, dues are halved.", "> 10. Nobody rides on it.", "iv. Nor under it.",
                        "Article 12. The tenant pays.", "He pays twice.", "The answer:", "5.");
    }

    @Test
    void the_number_of_an_item_is_told_from_what_it_says() {
        assertThat(Sentences.of("9. Dues are halved.\n2) They rise.\n12. Dezember war es kalt.\nC. Darwin came.\n5.")).extracting(sentence -> Sentences.withoutItemNumber(sentence).text())
                .containsExactly("Dues are halved.", "They rise.", "12. Dezember war es kalt.", "C. Darwin came.", "5.");
    }

    @Test
    void joins_the_wrapped_lines_of_a_block_quote() {
        assertThat(split("> The pilot of the northern channel is called by two long\n> blasts, and comes at once.\n> - one\n> - two\n>\n> He is paid.\n")).containsExactly(
                "> The pilot of the northern channel is called by two long > blasts, and comes at once.", "> - one", "> - two", ">", "> He is paid.");
    }

    @Test
    void a_mark_inside_of_code_ends_no_sentence() {
        assertThat(split("The macro `halt!` stops the pump. Use `a.` or `B. c` there! It is `so. And it ends.")).containsExactly(
                "The macro `halt!` stops the pump.", "Use `a.` or `B. c` there!", "It is `so.", "And it ends.");
    }

    @Test
    void splits_chinese() {
        assertThat(split("灯塔是琥珀色的。看守人叫王明。")).containsExactly("灯塔是琥珀色的。", "看守人叫王明。");
    }

    @Property(tries = 300)
    void covers_everything_but_white_space_without_overlap(@ForAll String text) {
        int last = 0;
        for (Sentence sentence : Sentences.of(text)) {
            assertThat(sentence.start()).isGreaterThanOrEqualTo(last);
            assertThat(text.substring(last, sentence.start())).isBlank();
            assertThat(sentence.text()).isEqualTo(text.substring(sentence.start(), sentence.end())).isNotBlank();
            last = sentence.end();
        }
        assertThat(text.substring(last)).isBlank();
    }

    @Test
    void a_line_of_a_log_stays_whole_whatever_it_asks() {
        String log = "2024-05-01 12:00:01 WARN pump 4: pressure 28 kPa, valve open? no\n2024-05-01 12:00:02 WARN pump 5: pressure 35 kPa, valve open? yes\n";
        assertThat(Sentences.of(log)).extracting(Sentence::text).containsExactlyElementsOf(log.lines().toList());
    }

    @Test
    void rows_with_one_bar_in_the_middle_are_rows_under_a_rule_of_markdown() {
        assertThat(Sentences.of("Lock | Depth of the chamber in the summer\n--- | ---\nAller | nine feet and a half in the summer months\nWeser | four")).extracting(Sentence::text)
                .contains("Aller | nine feet and a half in the summer months", "Weser | four");
        assertThat(Sentences.of("It is written in shell as cat names | sort, and takes as long as\nthe list is long.")).hasSize(1);
    }

    @Test
    void the_header_of_a_mail_is_one_sentence() {
        assertThat(Sentences.of("From: Ilse <i@example.org>\nDate: 1 March 2024\nSubject: Gate\n\nIt leaks.\n\nFrom: Knut <k@example.org>\nSubject: Lamp\n\nIt burns.").stream().map(Sentence::text))
                .containsExactly("From: Ilse <i@example.org>\nDate: 1 March 2024\nSubject: Gate", "It leaks.", "From: Knut <k@example.org>\nSubject: Lamp", "It burns.");
    }

    @Test
    void columns_that_only_spaces_keep_apart_and_tables_of_asciidoc_are_rows() {
        String spaced = "Lock      Keeper       Boats\nUpper     Ilse Roth       40\nLower     Knut Moen    1,044\n\nIt leaks.  It burns.  It falls.\nNobody knows.\n";
        assertThat(TableRow.of(spaced)).extracting(TableRow::cells).containsExactly(List.of("Lock", "Keeper", "Boats"), List.of("Upper", "Ilse Roth", "40"), List.of("Lower", "Knut Moen", "1,044"));
        assertThat(TableRow.of(spaced).getLast().header()).containsExactly("Lock", "Keeper", "Boats");
        String options = "  -v  --verbose  tell more\n  -q      tell less\n";
        assertThat(TableRow.of(options)).isEmpty();
        assertThat(TableRow.of("|===\n|Lock |Boats\n\n|Upper |40\n|===\n\n| one |\n")).extracting(TableRow::cells).containsExactly(List.of("Lock", "Boats"), List.of("Upper", "40"));
    }
}
