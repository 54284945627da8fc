package palimpsest.memory.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** A document's text is what its own program shows: in its rows, without what was deleted or hidden. */
class WhatIsShownTest {

    private final DocumentReader reader = new DocumentReader();

    private String text(String name, String content) throws UnreadableDocumentException {
        return reader.read(name, content.getBytes(UTF_8)).text();
    }

    private static byte[] zip(String... namesAndContents) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void a_cell_over_several_rows_stands_in_each_and_one_over_several_columns_keeps_the_others_in_place() throws Exception {
        String page = "<table><tr><th>Lock</th><th>Year</th><th>Boats</th></tr><tr><td rowspan=2>Aller</td><td>2001</td><td>40</td></tr><tr><td>2002</td><td>44</td></tr>"
                + "<tr><td colspan=2>Sum</td><td>84</td></tr><tr><td colspan=3>Counted by hand</td></tr></table>";
        assertThat(text("a.html", page)).contains("Lock\tYear\tBoats\nAller\t2001\t40\nAller\t2002\t44\nSum\t\t84\nCounted by hand\n");
    }

    @Test
    void what_a_page_deletes_goes_and_what_it_strikes_out_is_marked() throws Exception {
        assertThat(text("a.html", "<p>The toll is <del>7</del><ins>9</ins> crowns, <s>not 5</s>.</p><template>later</template>").strip()).isEqualTo("The toll is 9 crowns, ~~not 5~~.");
    }

    @Test
    void parts_of_a_page_are_not_glued_together_and_a_power_is_no_longer_number() throws Exception {
        assertThat(text("a.html", "<section>Lock</section><article>Weir</article><figure><figcaption>Gate</figcaption></figure><p>10<sup>6</sup> litres, CO<sub>2</sub>, x<sup>2</sup></p>"))
                .contains("Lock\nWeir\nGate\n").contains("10^6 litres, CO2, x2");
    }

    @Test
    void rtf_keeps_its_rows_and_loses_what_was_deleted_or_hidden() throws Exception {
        String rtf = "{\\rtf1\\ansi\\ansicpg1252\\pard The toll is {\\deleted\\revauthdel1 seven}{\\revised nine} crowns.{\\v secret} It is due.\\par\n"
                + "\\trowd\\cellx1000\\cellx2000\\pard\\intbl Lock\\cell Boats\\cell\\row\n\\trowd\\cellx1000\\cellx2000\\pard\\intbl {Aller{\\par}}\\cell {\\'34\\'30}\\cell\\row\n"
                + "\\trowd\\cellx1000\\cellx2000\\pard\\intbl \\cell 44\\cell\\row\\pard After the table.\\par}";
        assertThat(text("a.rtf", rtf).replaceAll("\\n+", "\n")).isEqualTo("The toll is nine crowns. It is due.\nLock\tBoats\nAller\t40\n\t44\nAfter the table.\n");
    }

    @Test
    void tracked_deletions_of_an_odt_go_and_flat_files_are_read() throws Exception {
        String body = "<office:body><office:text><text:tracked-changes><text:changed-region text:id=\"c1\"><text:deletion><text:p>The toll is seven crowns.</text:p></text:deletion>"
                + "</text:changed-region></text:tracked-changes><text:p>The toll is <text:change text:change-id=\"c1\"/>nine crowns.</text:p></office:text></office:body>";
        String names = " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"";
        byte[] odt = zip("mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<office:document-content" + names + ">" + body + "</office:document-content>");
        assertThat(reader.read("a.odt", odt).text().strip()).isEqualTo("The toll is nine crowns.");
        assertThat(text("a.fodt", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document" + names + " office:mimetype=\"application/vnd.oasis.opendocument.text\">" + body
                + "</office:document>").strip()).isEqualTo("The toll is nine crowns.");
    }

    @Test
    void hidden_words_of_a_docx_go_and_hyphens_that_hold_words_together_stay() throws Exception {
        String document = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>Form A</w:t><w:noBreakHyphen/><w:t>12 costs nine crowns.</w:t></w:r>"
                + "<w:r><w:rPr><w:b/><w:vanish/></w:rPr><w:t>Seven was better.</w:t></w:r></w:p></w:body></w:document>";
        byte[] docx = zip("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
                + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" "
                + "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
                "_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
                + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
                "word/document.xml", document);
        assertThat(reader.read("a.docx", docx).text().strip()).isEqualTo("Form A-12 costs nine crowns.");
    }

    @Test
    void a_fiction_book_has_its_paragraphs_and_rows() throws Exception {
        String book = "<?xml version=\"1.0\" encoding=\"utf-8\"?><FictionBook xmlns=\"http://www.gribuser.ru/xml/fictionbook/2.0\"><description><title-info><genre>prose</genre>"
                + "<author><first-name>Tove</first-name><last-name>Lind</last-name></author><book-title>The lock</book-title></title-info></description><body><section><title><p>One</p></title>"
                + "<p>The toll is nine.</p><poem><stanza><v>Water falls,</v><v>water waits.</v></stanza></poem><table><tr><td>Aller</td><td>40</td></tr></table></section></body>"
                + "<binary id=\"a.png\" content-type=\"image/png\">iVBORw0KGgo=</binary></FictionBook>";
        assertThat(text("a.fb2", book)).isEqualTo("Tove Lind \nThe lock\nOne\nThe toll is nine.\nWater falls,\nwater waits.\nAller\t40\n");
    }

    @Test
    void mail_is_read_whatever_it_says_of_its_encoding() throws Exception {
        String header = "From: Åse <a@example.org>\r\nSubject: Lock\r\nDate: Mon, 5 Feb 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\n";
        assertThat(text("a.eml", header + "Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSlusevakten går på land.")).contains("From: Åse <a@example.org>", "Slusevakten går på land.");
        assertThat(text("b.eml", "\ufeff" + header + "Content-Transfer-Encoding: base64\r\n\r\n" + Base64.getEncoder().encodeToString("Nine crowns.".getBytes(StandardCharsets.US_ASCII))))
                .endsWith("Nine crowns.");
        assertThat(text("c.eml", header + "Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nThe lock at the \r\nnorthern weir is shut.\r\n")).contains("The lock at the northern weir is shut.");
    }

    @Test
    void a_forwarded_mail_keeps_who_wrote_it_and_a_saved_page_is_its_text() throws Exception {
        String forward = "From: a@example.org\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
                + "From: Tove <t@example.org>\r\nSubject: Keys\r\n\r\nUnder the buoy.\r\n--b--\r\n";
        assertThat(text("a.eml", forward)).contains("From: Tove <t@example.org>\nSubject: Keys\n\nUnder the buoy.");
        String saved = "From: <Saved by Blink>\r\nSubject: Lock\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>The toll is ni=\r\nne.</p>\r\n--b\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n--b--\r\n";
        assertThat(text("a.mht", saved)).contains("The toll is nine.").doesNotContain("color", "=\n");
    }

    @Test
    void letters_are_whole_whatever_they_were_made_of() throws Exception {
        String written = "Zoe\u0308 is an o\ufb03cer of the lock\u00adhouse; its pass\u200bword is \u2060Kestrel.";
        assertThat(text("a.html", "<p>" + written + "</p>").strip()).isEqualTo("Zoë is an officer of the lockhouse; its password is Kestrel.");
        assertThat(text("b.html", "<p>ภาษา\u200bไทย และ می\u200cخواهم</p>").strip()).isEqualTo("ภาษา\u200bไทย และ می\u200cخواهم");
        assertThat(text("a.txt", written)).as("places in a plain text are places in its file").isEqualTo(written);
    }

    @Test
    void colours_of_a_terminal_are_no_text() throws Exception {
        assertThat(text("a.log", "\u001b[1;31mERROR\u001b[0m the lock is shut\n")).isEqualTo("ERROR the lock is shut\n");
    }
}
