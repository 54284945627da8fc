package palimpsest.memory.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {

    private final DocumentReader reader = new DocumentReader();

    private String text(String name, byte[] content) throws UnreadableDocumentException {
        return reader.read(name, content).text();
    }

    private String refusal(String name, byte[] content) {
        try {
            ReadableText read = reader.read(name, content);
            throw new AssertionError("read as " + read);
        } catch (UnreadableDocumentException e) {
            return e.getMessage();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a.txt|text/plain", "a.md|text/", "a.csv|text/csv", "a.json|application/json", "A.java|text/x-java",
            "a.py|text/x-python", "a.xml|application/xml", "a.sql|text/", "a.yaml|text/", "a.srt|", "README|text/plain", "a.log|text/",
            "a.unknownending|text/plain", "a.pdf|text/plain", "a.eml|"})
    void plain_text_of_any_kind_is_kept_to_the_character(String name, String mediaType) throws Exception {
        String text = "  # Title, with \"quotes\"\r\n\ttab;  two spaces \u00a0 漢字 😀 \n\n{\"a\": [1, 2]} <b>not html</b> \n";
        ReadableText read = reader.read(name, text.getBytes(UTF_8));
        assertThat(read.text()).isEqualTo(text);
        assertThat(read.mediaType()).startsWith(mediaType == null ? "" : mediaType);
    }

    @Test
    void byte_order_marks_are_dropped_and_obeyed() throws Exception {
        String text = "Ünïcode 漢字 😀\n";
        assertThat(text("a.txt", concat(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, text.getBytes(UTF_8)))).isEqualTo(text);
        assertThat(text("a.txt", concat(new byte[] {(byte) 0xff, (byte) 0xfe}, text.getBytes(UTF_16LE)))).isEqualTo(text);
        assertThat(text("a.txt", concat(new byte[] {(byte) 0xfe, (byte) 0xff}, text.getBytes(UTF_16BE)))).isEqualTo(text);
    }

    @Test
    void old_encodings_are_recognised() throws Exception {
        String text = "Die Straße nach Köln führt über schöne Brücken. Früher hieß das Café anders; später kamen größere Häuser dazu.\n".repeat(5);
        assertThat(text("a.txt", text.getBytes(ISO_8859_1))).isEqualTo(text);
    }

    @Test
    void what_cannot_be_stored_is_replaced_one_for_one() throws Exception {
        assertThat(text("a.txt", "one\0two and the rest of a line".getBytes(UTF_8))).isEqualTo("one\uFFFDtwo and the rest of a line");
        byte[] lone = concat(new byte[] {(byte) 0xff, (byte) 0xfe}, new byte[] {0x41, 0, 0x3d, (byte) 0xd8, 0x42, 0});
        assertThat(text("a.txt", lone)).isEqualTo("A\uFFFDB");
    }

    @Test
    void rows_of_a_table_follow_one_another_whatever_stands_between_them_in_the_file() throws Exception {
        String page = "<html><body><p>Depths</p><table>\n  <thead>\n    <tr>\n <th>Port</th>\n <th>Depth</th>\n</tr>\n </thead>\n\n <tbody>\n <tr><td>Skagen</td> <td>9.1</td></tr>\n\n"
                + " <tr><td>Esbjerg</td><td>10.3</td></tr>\n</tbody></table>\n<p>End</p></body></html>";
        assertThat(reader.read("a.html", page.getBytes(UTF_8)).text()).contains("Port\tDepth\nSkagen\t9.1\nEsbjerg\t10.3\n");
        try (var workbook = new XSSFWorkbook(); var out = new ByteArrayOutputStream()) {
            var sheet = workbook.createSheet("Ports");
            String[][] rows = {{"Port", "Depth"}, {"Skagen", "9.1"}, {"Esbjerg", "10.3"}};
            for (int r = 0; r < rows.length; r++) {
                var row = sheet.createRow(r);
                row.createCell(0).setCellValue(rows[r][0]);
                row.createCell(1).setCellValue(rows[r][1]);
            }
            workbook.write(out);
            assertThat(reader.read("a.xlsx", out.toByteArray()).text()).contains("Port\tDepth\nSkagen\t9.1\nEsbjerg\t10.3\n");
        }
    }

    @Test
    void html_loses_its_tags() throws Exception {
        ReadableText read = reader.read("a.html", ("<!doctype html><html><head><title>T</title><style>p{}</style><script>x()</script></head>"
                + "<body><h1>Heading</h1><p>First &amp; second.</p></body></html>").getBytes(UTF_8));
        assertThat(read.mediaType()).isEqualTo("text/html");
        assertThat(read.text()).contains("Heading").contains("First & second.").doesNotContain("<").doesNotContain("x()");
    }

    @Test
    void pdf_and_docx_are_read() throws Exception {
        assertThat(reader.read("a.pdf", pdf("The lighthouse keeper wrote it down.", null)))
                .satisfies(read -> assertThat(read.text()).contains("The lighthouse keeper wrote it down."))
                .satisfies(read -> assertThat(read.mediaType()).isEqualTo("application/pdf"));
        assertThat(text("a.docx", docx("A paragraph of a letter."))).contains("A paragraph of a letter.");
    }

    @Test
    void content_decides_where_the_ending_lies() throws Exception {
        assertThat(text("letter.txt", docx("Really a letter."))).contains("Really a letter.");
    }

    @Test
    void no_temporary_file_is_left_of_what_was_read_or_is_damaged() throws Exception {
        byte[] letter = zip("mimetype", "application/vnd.oasis.opendocument.text", "content.xml", """
                <?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
                xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
                <text:p>A letter with the number %s.</text:p></office:text></office:body></office:document-content>""".formatted(UUID.randomUUID()));
        byte[] damaged = Arrays.copyOf(letter, letter.length / 2);
        assertThat(text("a.odt", letter)).contains("A letter");
        refusal("a.odt", damaged);
        // Other processes have such files, too: only those that hold these bytes are ours.
        try (var files = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "apache-tika-*")) {
            for (Path file : files) {
                assertThat(holds(file, letter) || holds(file, damaged)).as("%s", file).isFalse();
            }
        }
    }

    private static boolean holds(Path file, byte[] content) {
        try {
            return Arrays.equals(Files.readAllBytes(file), content);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    @Test
    void rtf_odt_and_epub_are_read() throws Exception {
        assertThat(text("a.rtf", "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times;}}\\pard\\f0 {\\b Bold} and plain\\par}".getBytes(UTF_8))).contains("Bold and plain");
        assertThat(text("a.odt", zip("mimetype", "application/vnd.oasis.opendocument.text", "content.xml", """
                <?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
                xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
                <text:p>An open document.</text:p></office:text></office:body></office:document-content>"""))).contains("An open document.");
        assertThat(text("a.epub", zip("mimetype", "application/epub+zip", "META-INF/container.xml", """
                <?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
                <rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>""",
                "book.opf", """
                <?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
                <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title></metadata>
                <manifest><item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>
                <spine><itemref idref="one"/></spine></package>""",
                "one.xhtml", "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>Chapter of a book.</p></body></html>")))
                .contains("Chapter of a book.");
    }

    @Test
    void what_is_no_text_is_refused_by_what_it_is() throws Exception {
        var png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", png);
        assertThat(refusal("photo.png", png.toByteArray())).isEqualTo("not a text document (image/png)");
        assertThat(refusal("notes.txt", png.toByteArray())).isEqualTo("not a text document (image/png)");
        assertThat(refusal("a.zip", zip("a.txt", "text"))).isEqualTo("not a text document (application/zip)");
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        assertThat(refusal("a.bin", noise)).startsWith("not a text document (");
    }

    @Test
    void nothing_in_it_is_said() throws Exception {
        assertThat(refusal("a.txt", new byte[0])).isEqualTo("is empty");
        assertThat(refusal("a.txt", " \n\t ".getBytes(UTF_8))).contains("blank");
        assertThat(refusal("scan.pdf", pdf("", null))).contains("no text in it").contains("OCR");
    }

    @Test
    void a_password_is_named_as_the_reason() throws Exception {
        assertThat(refusal("a.pdf", pdf("secret", "sesame"))).contains("protected by a password");
    }

    @Test
    void damage_is_named_without_a_stack_trace() throws Exception {
        byte[] docx = docx("A paragraph.");
        assertThat(refusal("a.docx", Arrays.copyOf(docx, docx.length / 2))).doesNotContain("Exception");
        byte[] pdf = pdf("Some text", null);
        assertThat(refusal("a.pdf", Arrays.copyOf(pdf, 200))).isNotBlank().doesNotContain("Exception").doesNotContain("\n");
    }

    @Test
    void random_bytes_behind_any_ending_never_break_the_reader() {
        var random = new Random(3);
        for (String name : new String[] {"a.pdf", "a.docx", "a.html", "a.doc", "a.rtf", "a.epub", "a.txt", "a.xlsx", "a.odt", "a.xml"}) {
            for (int i = 0; i < 20; i++) {
                byte[] content = new byte[1 + random.nextInt(400)];
                random.nextBytes(content);
                if (i % 2 == 0) {
                    byte[] start = name.endsWith("pdf") ? "%PDF-1.4\n".getBytes(UTF_8) : name.endsWith("rtf") ? "{\\rtf1".getBytes(UTF_8)
                            : "<html>".getBytes(UTF_8);
                    System.arraycopy(start, 0, content, 0, Math.min(start.length, content.length));
                }
                try {
                    assertThat(reader.read(name, content).text()).doesNotContain("\0");
                } catch (UnreadableDocumentException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }

    @Test
    void a_failure_to_read_is_one_kind_of_exception() {
        assertThatExceptionOfType(UnreadableDocumentException.class).isThrownBy(() -> reader.read("a.pdf", "%PDF-1.7 nothing".getBytes(UTF_8)));
    }

    static byte[] pdf(String text, String password) throws IOException {
        try (var pdf = new PDDocument(); var out = new ByteArrayOutputStream()) {
            var page = new PDPage();
            pdf.addPage(page);
            try (var content = new PDPageContentStream(pdf, page)) {
                content.beginText();
                content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                content.newLineAtOffset(50, 700);
                content.showText(text);
                content.endText();
            }
            if (password != null) {
                pdf.protect(new StandardProtectionPolicy(password, password, new AccessPermission()));
            }
            pdf.save(out);
            return out.toByteArray();
        }
    }

    static byte[] docx(String paragraph) throws IOException {
        try (var document = new XWPFDocument(); var out = new ByteArrayOutputStream()) {
            document.createParagraph().createRun().setText(paragraph);
            document.write(out);
            return out.toByteArray();
        }
    }

    private static byte[] zip(String... namesAndContents) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                var entry = new ZipEntry(namesAndContents[i]);
                byte[] content = namesAndContents[i + 1].getBytes(UTF_8);
                if (i == 0) {
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.length);
                    var crc = new java.util.zip.CRC32();
                    crc.update(content);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
