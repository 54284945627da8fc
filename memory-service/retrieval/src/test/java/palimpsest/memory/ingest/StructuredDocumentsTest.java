package palimpsest.memory.ingest;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(text("crew.html", page.getBytes(UTF_8)).lines().filter(line -> !line.isBlank())).containsExactly("Crew", "Ship\tMate", "Orion\tAda Voss", "End.");
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
        assertThat(text("guide.odt", content).lines().filter(line -> !line.isBlank())).containsExactly("Ferry guide", "The ferry is blue.", "Port\tFee", "Elm\t14");
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
}
