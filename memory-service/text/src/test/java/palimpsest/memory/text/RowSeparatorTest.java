package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowSeparatorTest {

    @ParameterizedTest
    @CsvSource(delimiter = '/', value = {"Ferries\\t12\\t14/\\t", "Quay;length;depth/;", "Holm,1871,lit/,", "| Quay | Depth |/|"})
    void a_row_is_known_by_what_stands_between_its_cells(String line, String separator) {
        assertThat(RowSeparator.of(line.replace("\\t", "\t"))).isEqualTo(separator.replace("\\t", "\t").charAt(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "The harbour earned less; ferries ran late.", "In spring, the quay was closed.", "The quay was closed"})
    void a_sentence_is_no_row(String line) {
        assertThat(RowSeparator.of(line)).isEqualTo((char) 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '/', value = {"Harbour dues\\n\\t2031\\t2030\\nFerries\\t12\\t14/true", "Dues rose in 2031.\\nFerries\\t12\\t14\\nMost of it came from ferries./false", "Ferries\\t12/false",
        "Dues rose, and ferries ran.\\n\\nNothing else did, in that year./false"})
    void a_text_is_a_table_where_most_lines_are_rows(String text, boolean table) {
        assertThat(RowSeparator.inMostLines(text.replace("\\n", "\n").replace("\\t", "\t"))).isEqualTo(table);
    }
}
