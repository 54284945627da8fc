package palimpsest.memory.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class MailTextTest {

    private static final String HEAD = "From: =?utf-8?q?J=C3=B6rg_Vane?= <joerg@harbor.example>\r\nTo: Ann Reed <ann@harbor.example>, pier@harbor.example\r\n"
            + "Date: Tue, 3 Mar 2026 10:15:00 +0100\r\nSubject: =?utf-8?b?UGllcuKAmXMgY29zdA==?=\r\nMIME-Version: 1.0\r\n";

    private final DocumentReader reader = new DocumentReader();

    private String text(String name, String mail) throws UnreadableDocumentException {
        return reader.read(name, mail.getBytes(ISO_8859_1)).text();
    }

    private static String base64(String text) {
        return Base64.getMimeEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    void headers_and_encoded_bodies_are_decoded() throws Exception {
        assertThat(text("a.eml", HEAD + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe audi=\r\ntor of the pier is M=C3=A4rta Lund.\r\n"))
                .isEqualTo("From: Jörg Vane <joerg@harbor.example>\nTo: Ann Reed <ann@harbor.example>, pier@harbor.example\nDate: 3 March 2026, 09:15 UTC\nSubject: Pier’s cost\n\n"
                        + "The auditor of the pier is Märta Lund.");
        assertThat(text("b.eml", HEAD + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64("The pier costs 14 €.")))
                .endsWith("The pier costs 14 €.");
    }

    @Test
    void of_alternatives_one_is_read_and_attachments_are_named() throws Exception {
        String mail = HEAD + "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
                + "--a\r\nContent-Type: text/plain\r\n\r\nThe keeper is Ann.\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>The keeper is <b>Ann</b>.</p>\r\n--a--\r\n"
                + "--m\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + base64("%PDF") + "\r\n--m--\r\n";
        assertThat(text("c.eml", mail)).endsWith("\n\nThe keeper is Ann.\nAttachment: plan.pdf").containsOnlyOnce("keeper");
        assertThat(text("d.eml", HEAD + "Content-Type: text/html; charset=utf-8\r\n\r\n<table><tr><td>Pier</td><td>14</td></tr></table>\r\n")).endsWith("\n\nPier\t14");
    }

    @Test
    void a_mailbox_is_its_mails_in_order() throws Exception {
        String plain = "Content-Type: text/plain\r\n\r\n";
        assertThat(text("all.mbox", "From joerg@harbor.example Tue Mar  3 10:15:00 2026\r\n" + HEAD + plain + "First.\r\n>From here on it is dry.\r\n\r\n"
                + "From ann@harbor.example Tue Mar  3 11:15:00 2026\r\n" + HEAD + plain + "Second.\r\n"))
                .contains("First.\nFrom here on it is dry.").endsWith("Second.").doesNotContain("10:15:00 2026");
    }
}
