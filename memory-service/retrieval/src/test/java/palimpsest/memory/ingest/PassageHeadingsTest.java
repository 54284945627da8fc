package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import palimpsest.memory.ingest.PassageSplitter.Span;

class PassageHeadingsTest {

    private static final String FIRST = "Statement of tides\n\nHigh\t4\n";
    private static final String ROWS = "Low\t1\n";
    private static final String PROSE = "The harbour was dug in two years.\n";

    @Test
    void rows_that_go_on_below_are_embedded_under_the_first_lines_of_their_page() {
        String text = FIRST + ROWS + PROSE;
        int rows = FIRST.length();
        int prose = rows + ROWS.length();
        List<Span> headed = PassageHeadings.above("tides.pdf", text, List.of(new Span(0, rows), new Span(rows, prose), new Span(prose, text.length())), new int[] {0});
        assertThat(headed.stream().map(span -> span.around().searchText(text.substring(span.start(), span.end()))).toList())
                .containsExactly(null, "Statement of tides High 4\nLow\t1\n", null);
        assertThat(headed).allSatisfy(span -> assertThat(span.around().before()).contains("tides"));
    }

    @Test
    void a_first_row_stands_above_the_rows_below_and_not_above_what_goes_on_within_it() {
        String head = "harbour\tdepth" + "\tberth".repeat(20);
        String text = head + "\nOrrin\t7\nSaltmere\t9\n";
        int within = 30;
        List<Span> spans = List.of(new Span(0, within), new Span(within, head.length() + 1), new Span(head.length() + 1, text.length()));
        assertThat(PassageHeadings.above("berths.tsv", text, spans, new int[0])).extracting(span -> span.around().heading() + span.around().before())
                .satisfies(first -> assertThat(first).doesNotContain("berth\t"), Index.atIndex(0))
                .satisfies(goesOn -> assertThat(goesOn).doesNotContain("berth\t"), Index.atIndex(1))
                .satisfies(rows -> assertThat(rows).contains(head), Index.atIndex(2));
    }

    @Test
    void a_passage_within_a_definition_is_found_by_its_term() {
        String first = "# Gates\n\ngate_height\n:   How high it goes.\n\n    In metres.\n\n";
        String rest = "    Not below two.\n\n-w seconds\n        Waits.\n";
        String last = "        Long.\n\nOther words.\n";
        String end = "More of it.\n";
        String text = first + rest + last + end;
        List<Span> spans = List.of(new Span(0, first.length()), new Span(first.length(), first.length() + rest.length()),
                new Span(first.length() + rest.length(), text.length() - end.length()), new Span(text.length() - end.length(), text.length()));
        assertThat(PassageHeadings.above("weir.md", text, spans, new int[0])).extracting(span -> span.around().before())
                .containsExactly("weir ", "weir Gates gate_height", "weir Gates -w seconds", "weir Gates");
    }
}
