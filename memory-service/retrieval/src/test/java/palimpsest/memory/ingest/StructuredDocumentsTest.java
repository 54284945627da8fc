package palimpsest.memory.ingest;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.sl.usermodel.Placeholder;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STMerge;

/** Tables keep their rows, whatever the format; what was deleted stays deleted. */
class StructuredDocumentsTest {

    private static final String ODT = "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
            + "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"><office:body><office:text>"
            + "%s</office:text></office:body></office:document-content>";

    private final DocumentReader reader = new DocumentReader();

    private String text(String name, byte[] content) throws UnreadableDocumentException {
        return reader.read(name, content).text();
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static byte[] docx(java.util.function.Consumer<XWPFDocument> fill) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var document = new XWPFDocument()) {
            fill.accept(document);
            document.write(out);
        }
        return out.toByteArray();
    }

    @Test
    void a_table_of_a_word_document_keeps_its_rows() throws Exception {
        byte[] content = docx(document -> {
            document.createParagraph().createRun().setText("Before the table.");
            var table = document.createTable(2, 3);
            String[][] cells = {{"Item", "Number", "Price"}, {"Copper pipe", "12", "8.40"}};
            for (int row = 0; row < 2; row++) {
                for (int column = 0; column < 3; column++) {
                    table.getRow(row).getCell(column).setText(cells[row][column]);
                }
            }
            document.createParagraph().createRun().setText("After the table.");
        });
        assertThat(text("prices.docx", content).lines().filter(line -> !line.isBlank()))
                .containsExactly("Before the table.", "Item\tNumber\tPrice", "Copper pipe\t12\t8.40", "After the table.");
    }

    @Test
    void what_a_tracked_change_deletes_is_left_out_and_what_it_inserts_stands() throws Exception {
        byte[] content = docx(document -> {
            var paragraph = document.createParagraph();
            paragraph.createRun().setText("The discount is ");
            var deleted = paragraph.getCTP().addNewDel().addNewR();
            deleted.addNewDelText().setStringValue("four percent");
            paragraph.getCTP().addNewIns().addNewR().addNewT().setStringValue("seven percent");
        });
        assertThat(text("contract.docx", content).strip()).isEqualTo("The discount is seven percent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<td>%s</td>", "<td><p>%s</p></td>", "<td>\n  <div>%s</div>\n</td>"})
    void a_table_of_a_web_page_keeps_its_rows_however_its_cells_are_written(String cell) throws Exception {
        String page = "<html><body><h1>Crew</h1><table><tr><th>Ship</th><th>Mate</th></tr><tr>" + cell.formatted("Orion") + cell.formatted("Ada Voss") + "</tr></table><p>End.</p></body></html>";
        assertThat(text("crew.html", page.getBytes(UTF_8)).lines().filter(line -> !line.isBlank())).containsExactly("# Crew", "Ship\tMate", "Orion\tAda Voss", "End.");
    }

    @Test
    void a_table_that_lays_out_a_page_is_no_row() throws Exception {
        String page = "<html><body><table><tr><td><p>Menu</p><p>Home</p></td><td><table><tr><td>A</td><td>1</td></tr></table></td></tr></table></body></html>";
        assertThat(text("page.html", page.getBytes(UTF_8)).lines().filter(line -> !line.isBlank())).containsExactly("Menu", "Home", "A\t1");
    }

    @Test
    void headings_and_tables_of_an_open_document_stand_on_lines_of_their_own() throws Exception {
        String row = "<table:table-row><table:table-cell><text:p>%s</text:p></table:table-cell><table:table-cell><text:p>%s</text:p></table:table-cell></table:table-row>";
        String body = "<text:h text:outline-level=\"1\">Ferry guide</text:h><text:p>The ferry is blue.</text:p><table:table>" + row.formatted("Port", "Fee") + row.formatted("Elm", "14") + "</table:table>";
        byte[] content = zip("mimetype", "application/vnd.oasis.opendocument.text", "content.xml", ODT.formatted(body));
        assertThat(text("guide.odt", content).lines().filter(line -> !line.isBlank())).containsExactly("# Ferry guide", "The ferry is blue.", "Port\tFee", "Elm\t14");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void windows_1252_is_told_from_iso_8859_1_with_any_line_end(String end) throws Exception {
        String text = "The ticket costs €12.80 today." + end + "The guide says “keep left” – always." + end;
        assertThat(text("fare.txt", text.getBytes(Charset.forName("windows-1252")))).isEqualTo(text);
    }

    @Test
    void utf_16_without_a_mark_and_utf_32_are_decoded() throws Exception {
        String text = "The keeper of the lock is Jörn Abel – since May.\n";
        for (Charset charset : new Charset[] {UTF_16LE, UTF_16BE, Charset.forName("UTF-32LE"), Charset.forName("UTF-32BE")}) {
            assertThat(text("lock.txt", text.getBytes(charset))).as("%s", charset).isEqualTo(text);
            assertThat(new PlainTextReader().read("lock.txt", text.getBytes(charset)).text()).as("%s", charset).isEqualTo(text);
        }
        String marked = "\ufeff" + text;
        assertThat(text("lock.txt", marked.getBytes(Charset.forName("UTF-32LE")))).isEqualTo(text);
    }

    @Test
    void what_a_page_hides_is_left_out() throws Exception {
        String html = "<html><body><p>The ticket costs <span style='display: none'>5</span> 18 crowns.</p><div hidden><p>Old <b>prices</b><br>below</p></div>"
                + "<table><tr style=\"visibility:hidden\"><td>a</td><td>b</td></tr><tr><td>Pier</td><td>14</td></tr></table><p style='color:red'>Closed.</p></body></html>";
        assertThat(text("prices.html", html.getBytes(UTF_8)).strip().lines().map(line -> line.replaceAll(" +", " ").strip()).filter(line -> !line.isEmpty()))
                .containsExactly("The ticket costs 18 crowns.", "Pier\t14", "Closed.");
    }

    @Test
    void headings_items_definitions_and_code_have_the_signs_of_markdown() throws Exception {
        String page = "<h1>Weir\nguide</h1><h2>Hours</h2><ul><li>Monday: 8</li><li><p>Friday: 9</p><ol><li>morning</li><li>evening</li></ol></li></ul><ol><li>1. counted by hand</li></ol>"
                + "<dl><dt>sluice</dt><dd>A small gate.</dd></dl><p>So it opens:</p><pre><code>gate.open()\ngate.wait()</code></pre><h3></h3><table><tr><td><h2>Gate</h2></td><td><ul><li>red</li></ul></td></tr></table>";
        assertThat(text("guide.html", page.getBytes(UTF_8)).lines().filter(line -> !line.isBlank())).containsExactly("# Weir guide", "## Hours", "- Monday: 8", "- Friday: 9", "  1. morning", "  2. evening",
                "1. counted by hand", "sluice", ":   A small gate.", "So it opens:", "```", "gate.open()", "gate.wait()", "```", "Gate\tred");
    }

    @Test
    void bullets_of_paragraphs_are_signs_of_items() throws Exception {
        assertThat(text("hours.rtf", "{\\rtf1\\ansi\\pard Hours\\par{\\bullet\\tab}Monday: 8\\par{\\bullet\\tab}Friday: 9\\par\\bullet\\bullet is no item\\par}".getBytes(UTF_8)).strip())
                .isEqualTo("Hours\n- Monday: 8\n- Friday: 9\n\n••is no item");
    }

    @Test
    void a_slide_keeps_its_rows_and_what_its_speaker_notes() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var show = new XMLSlideShow()) {
            var slide = show.createSlide();
            var table = slide.createTable(3, 3);
            String[][] cells = {{"Lock", "Fall", "Keeper"}, {"Upper", "3 m", "Ilse"}, {"Lower", "", "Knut"}};
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    table.getCell(row, column).setText(cells[row][column]);
                }
            }
            table.mergeCells(1, 2, 1, 1);
            for (var shape : show.getNotesSlide(slide).getPlaceholders()) {
                if (shape.getTextType() == Placeholder.BODY) {
                    shape.setText("The lamp was a gift.");
                }
            }
            show.write(out);
        }
        assertThat(text("locks.pptx", out.toByteArray())).contains("Lock\tFall\tKeeper\nUpper\t3 m\tIlse\nLower\t3 m\tKnut\n", "The lamp was a gift.");
    }

    @Test
    void merged_cells_of_a_word_document_stand_in_each_row_and_leave_the_others_in_place() throws Exception {
        byte[] content = docx(document -> {
            var table = document.createTable(5, 3);
            String[][] cells = {{"Lock", "Fall", "Keeper"}, {"Upper", "3 m & more", "Ilse"}, {"Lower", "", "Knut"}, {"Closed", "Nobody", ""}, {"Counted by hand", "", ""}};
            for (int row = 0; row < 5; row++) {
                for (int column = 0; column < 3; column++) {
                    table.getRow(row).getCell(column).setText(cells[row][column]);
                }
            }
            table.getRow(1).getCell(1).getCTTc().addNewTcPr().addNewVMerge().setVal(STMerge.RESTART);
            table.getRow(2).getCell(1).getCTTc().addNewTcPr().addNewVMerge();
            table.getRow(3).getCell(0).getCTTc().addNewTcPr().addNewGridSpan().setVal(BigInteger.TWO);
            table.getRow(3).removeCell(2);
            table.getRow(4).getCell(0).getCTTc().addNewTcPr().addNewGridSpan().setVal(BigInteger.valueOf(3));
            table.getRow(4).removeCell(2);
            table.getRow(4).removeCell(1);
        });
        assertThat(text("locks.docx", content).lines().filter(line -> !line.isBlank()))
                .containsExactly("Lock\tFall\tKeeper", "Upper\t3 m & more\tIlse", "Lower\t3 m & more\tKnut", "Closed\t\tNobody", "Counted by hand");
    }

    @Test
    void a_merged_cell_of_a_sheet_stands_in_each_row_unless_it_is_long() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var book = new XSSFWorkbook()) {
            var sheet = book.createSheet("Locks");
            String note = "counted by hand ".repeat(20);
            Object[][] cells = {{"Lock", "Fall", "Boats", "Note"}, {"Upper", "3 m", 40, note}, {"Lower", null, 44, null}, {"Old", null, null, null}};
            for (int row = 0; row < cells.length; row++) {
                var line = sheet.createRow(row);
                for (int column = 0; column < 4; column++) {
                    switch (cells[row][column]) {
                        case String words -> line.createCell(column).setCellValue(words);
                        case Integer number -> line.createCell(column).setCellValue(number);
                        case null, default -> { }
                    }
                }
            }
            sheet.addMergedRegion(new CellRangeAddress(1, 3, 1, 1));
            sheet.addMergedRegion(new CellRangeAddress(1, 2, 3, 3));
            sheet.addMergedRegion(new CellRangeAddress(2, 3, 2, 2));
            book.write(out);
        }
        assertThat(text("locks.xlsx", out.toByteArray()).lines().map(String::stripTrailing)).contains("Lock\tFall\tBoats\tNote", "Lower\t3 m\t44", "Old\t3 m\t44");
    }

    @Test
    void a_merged_cell_of_rtf_stands_in_each_row() throws Exception {
        String rtf = "{\\rtf1\\ansi \\trowd\\cellx2000\\clvmgf\\cellx4000\\cellx6000\\pard\\intbl Upper\\cell 3 m\\cell Ilse\\cell\\row"
                + "\\trowd\\cellx2000\\clvmrg\\cellx4000\\cellx6000\\pard\\intbl Lower\\cell \\cell Knut\\cell\\row\\trowd\\cellx2000\\cellx4000\\cellx6000\\pard\\intbl Old\\cell \\cell Jan\\cell\\row\\pard End\\par}";
        assertThat(text("locks.rtf", rtf.getBytes(UTF_8)).strip()).isEqualTo("Upper\t3 m\tIlse\nLower\t3 m\tKnut\nOld\t\tJan\n\nEnd");
    }
}
