package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;

class PdfTextTest {

    private static final String[] LEFT = {"The weir at Orlen was begun", "in the spring of that year and", "finished by the masons of the", "valley before the first frost."};
    private static final String[] RIGHT = {"Eels are caught from the bank", "between the feast of the mill", "and the last week of autumn,", "by licence of the warden only."};

    private final DocumentReader reader = new DocumentReader();

    @Test
    void columns_that_are_drawn_line_by_line_are_read_one_after_the_other() throws Exception {
        String text = text(page -> {
            page.at(60, 700, "Notes on the river, for whoever keeps the weir after us");
            for (int i = 0; i < LEFT.length; i++) {
                page.at(60, 660 - 14 * i, LEFT[i]);
                page.at(330, 660 - 14 * i, RIGHT[i]);
            }
            page.at(60, 590, "Both are kept in the chest of the mill, with the older books");
        });
        assertThat(text.replaceAll("\\s+", " ").strip()).isEqualTo("Notes on the river, for whoever keeps the weir after us " + String.join(" ", LEFT) + " "
                + String.join(" ", RIGHT) + " Both are kept in the chest of the mill, with the older books");
    }

    @Test
    void three_narrow_columns_are_read_one_after_the_other_and_a_sentence_goes_on_in_the_next() throws Exception {
        String[] middle = {"the mill beside it fell in", "the flood of that autumn and", "was not built again, for want", "of oak. Its stones are in a"};
        String[] right = {"barn at Orlen, where a plate", "tells of it. The key is with", "the warden, who shows them", "on the day of the fair."};
        String text = text(page -> {
            for (int i = 0; i < LEFT.length; i++) {
                page.at(40, 700 - 14 * i, LEFT[i]);
                page.at(220, 700 - 14 * i, middle[i]);
                page.at(400, 700 - 14 * i, right[i]);
            }
        });
        assertThat(text.replaceAll("\\s+", " ")).contains("before the first frost. the mill beside it", "Its stones are in a barn at Orlen, where a plate tells of it.");
        assertThat(text).contains("in a\nbarn").doesNotContain("\t");
    }

    @Test
    void a_row_of_a_table_is_a_line_with_tabs_and_numbers_keep_their_signs() throws Exception {
        String text = text(page -> {
            row(page, 700, "Item", "2031", "2030");
            row(page, 680, "Toll income", "$ 4,310", "$ 3,985");
            row(page, 660, "Loss on the ferry", "(17)", "(9)");
            page.at(60, 640, "Change");
            page.at(250, 640, "8.2");
            page.at(300, 640, "%");
        });
        assertThat(text.lines().filter(line -> !line.isBlank())).containsExactly("Item\t2031\t2030", "Toll income\t$ 4,310\t$ 3,985", "Loss on the ferry\t(17)\t(9)", "Change\t8.2%");
    }

    @Test
    void a_table_of_short_cells_is_no_pair_of_columns() throws Exception {
        String text = text(page -> {
            for (int i = 0; i < 6; i++) {
                page.at(60, 700 - 14 * i, "Mooring " + i);
                page.at(300, 700 - 14 * i, "Keeper " + i);
            }
        });
        assertThat(text).contains("Mooring 0\tKeeper 0").contains("Mooring 5\tKeeper 5");
    }

    @Test
    void pages_are_known_also_when_one_is_empty_and_a_word_runs_over_an_end() throws Exception {
        ReadableText read = reader.read("weir.pdf", pdf(page -> page.at(60, 700, "The first page ends in a circu-"), page -> page.at(60, 700, "lation of water."),
                page -> { }, page -> page.at(60, 700, "The fourth page.")));
        assertThat(read.pages()).hasSize(4).isSorted().startsWith(0);
        assertThat(read.text()).contains("circulation").doesNotContain("\f");
        assertThat(read.text().substring(read.pages().get(1)).strip()).startsWith("of water.");
        assertThat(read.text().substring(read.pages().get(3)).strip()).startsWith("The fourth page.");
    }

    private static void row(Page page, int y, String... cells) throws IOException {
        for (int i = 0; i < cells.length; i++) {
            page.at(60 + 190 * i, y, cells[i]);
        }
    }

    private String text(Drawing page) throws Exception {
        return reader.read("weir.pdf", pdf(page)).text();
    }

    interface Page {
        void at(int x, int y, String text) throws IOException;
    }

    interface Drawing {
        void draw(Page page) throws IOException;
    }

    static byte[] pdf(Drawing... pages) throws IOException {
        try (var pdf = new PDDocument(); var out = new ByteArrayOutputStream()) {
            for (Drawing drawing : pages) {
                var page = new PDPage();
                pdf.addPage(page);
                try (var content = new PDPageContentStream(pdf, page)) {
                    drawing.draw((x, y, text) -> {
                        content.beginText();
                        content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 11);
                        content.newLineAtOffset(x, y);
                        content.showText(text);
                        content.endText();
                    });
                }
            }
            pdf.save(out);
            return out.toByteArray();
        }
    }
}
