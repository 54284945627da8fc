package palimpsest.memory.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.dom.field.ContentTypeField;
import org.apache.james.mime4j.message.DefaultMessageBuilder;

/** Mail (RFC 5322, MIME) as text: who wrote to whom, when, about what, then the text as it is read, and the names of what is attached. */
final class MailText {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final Pattern HEADER = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]+:");
    private static final Pattern OF_MAIL = Pattern.compile("(?i)(?:from|to|date|subject|received|message-id|return-path):");
    private static final int FIRST_BYTES = 65_536;
    private static final Set<String> NOT_READ = Set.of("text/css", "text/javascript", "application/javascript");
    private static final String BETWEEN = "\n\n";

    /** Reads the text of a part in HTML. */
    @FunctionalInterface
    interface Html {
        String text(String html) throws IOException;
    }

    private final Html html;

    MailText(Html html) {
        this.html = html;
    }

    /** Whether a file begins with the header of a mail, or of a mailbox, as its name may only pretend. */
    static boolean isMail(byte[] content) {
        int start = start(content);
        boolean first = true;
        for (String line : new String(content, start, Math.min(content.length - start, FIRST_BYTES), StandardCharsets.ISO_8859_1).split("\\r?\\n")) {
            if (OF_MAIL.matcher(line).lookingAt()) {
                return true;
            }
            boolean goesOn = !first && (line.startsWith(" ") || line.startsWith("\t"));
            if (!goesOn && !HEADER.matcher(line).lookingAt() && !(first && line.startsWith("From "))) {
                return false;
            }
            first = false;
        }
        return false;
    }

    /** Where the header begins: some programs write a mark of UTF-8 or empty lines before it. */
    private static int start(byte[] content) {
        int start = content.length > 2 && content[0] == (byte) 0xef && content[1] == (byte) 0xbb && content[2] == (byte) 0xbf ? 3 : 0;
        while (start < content.length && Character.isWhitespace(content[start])) {
            start++;
        }
        return start;
    }

    /** A mailbox (RFC 4155): the mails in order. */
    String ofMailbox(byte[] content) throws IOException {
        var mails = new ArrayList<String>();
        for (String mail : new String(content, StandardCharsets.ISO_8859_1).split("(?m)(?:\\A|(?<=\\n\\r?\\n))From [^\\n]*\\n")) {
            if (!mail.isBlank()) {
                mails.add(of(mail.replaceAll("(?m)^>(>*From )", "$1").getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return String.join(BETWEEN, mails);
    }

    /** One mail. */
    String of(byte[] content) throws IOException {
        int start = start(content);
        Message mail = new DefaultMessageBuilder().parseMessage(new ByteArrayInputStream(content, start, content.length - start));
        try {
            return text(mail);
        } finally {
            mail.dispose();
        }
    }

    private String text(Message mail) throws IOException {
        var text = new StringBuilder();
        line(text, "From", mail.getFrom() == null ? null : mail.getFrom().stream().map(MailText::name).collect(Collectors.joining(", ")));
        line(text, "To", names(mail.getTo()));
        line(text, "Cc", names(mail.getCc()));
        line(text, "Date", mail.getDate() == null ? null : DATE.format(mail.getDate().toInstant()));
        line(text, "Subject", mail.getSubject());
        var attached = new ArrayList<String>();
        text.append('\n').append(body(mail, attached).strip()).append('\n');
        attached.forEach(name -> line(text, "Attachment", name));
        return text.toString().strip();
    }

    private static void line(StringBuilder text, String name, String value) {
        if (value != null && !value.isBlank()) {
            text.append(name).append(": ").append(value.strip().replaceAll("\\s+", " ")).append('\n');
        }
    }

    private static String names(AddressList addresses) {
        return addresses == null ? null : addresses.flatten().stream().map(MailText::name).collect(Collectors.joining(", "));
    }

    private static String name(Mailbox mailbox) {
        return mailbox.getName() == null ? mailbox.getAddress() : mailbox.getName() + " <" + mailbox.getAddress() + ">";
    }

    private String body(Entity part, List<String> attached) throws IOException {
        if ("attachment".equalsIgnoreCase(part.getDispositionType()) || part.getFilename() != null) {
            attached.add(part.getFilename() == null ? "without a name" : part.getFilename());
            return "";
        }
        return switch (part.getBody()) {
            case Multipart parts when "alternative".equalsIgnoreCase(parts.getSubType()) -> alternative(parts, attached);
            case Multipart parts -> all(parts, attached);
            case Message forwarded -> text(forwarded);
            case TextBody text when part.getMimeType().equalsIgnoreCase("text/html") -> html.text(read(part, text));
            case TextBody ignored when NOT_READ.contains(part.getMimeType().toLowerCase(Locale.ROOT)) -> "";
            case TextBody text -> unfolded(part, read(part, text).replace("\r\n", "\n"));
            case null, default -> "";
        };
    }

    private String all(Multipart parts, List<String> attached) throws IOException {
        var texts = new ArrayList<String>();
        for (Entity part : parts.getBodyParts()) {
            texts.add(body(part, attached).strip());
        }
        return texts.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining(BETWEEN));
    }

    /** The same text several times: plain where it is there. */
    private String alternative(Multipart parts, List<String> attached) throws IOException {
        for (Entity part : parts.getBodyParts()) {
            String text = "text/plain".equalsIgnoreCase(part.getMimeType()) ? body(part, attached) : "";
            if (!text.isBlank()) {
                return text;
            }
        }
        for (Entity part : parts.getBodyParts().reversed()) {
            String text = body(part, attached);
            if (!text.isBlank()) {
                return text;
            }
        }
        return "";
    }

    /** Many programs leave out which encoding they write, or say that it is ASCII. */
    private static String read(Entity part, TextBody body) throws IOException {
        String charset = body.getMimeCharset();
        boolean said = part.getHeader().getField("Content-Type") instanceof ContentTypeField type && type.getCharset() != null && charset != null && !charset.equalsIgnoreCase("us-ascii")
                && Charset.isSupported(charset);
        if (!said) {
            try (InputStream bytes = body.getInputStream()) {
                return DocumentReader.decode(bytes.readAllBytes());
            }
        }
        var text = new StringWriter();
        try (Reader reader = body.getReader()) {
            reader.transferTo(text);
        }
        return text.toString();
    }

    /** Lines that were broken only to be sent (RFC 3676) as they were before. */
    private static String unfolded(Entity part, String text) {
        if (!(part.getHeader().getField("Content-Type") instanceof ContentTypeField type) || !"flowed".equalsIgnoreCase(type.getParameter("format"))) {
            return text;
        }
        String between = "yes".equalsIgnoreCase(type.getParameter("delsp")) ? "" : " ";
        var whole = new StringBuilder(text.length());
        for (String line : text.split("\n", -1)) {
            boolean goesOn = line.endsWith(" ") && !line.startsWith(">") && !line.equals("-- ");
            whole.append(goesOn ? line.substring(0, line.length() - 1) + between : line + "\n");
        }
        return whole.toString();
    }
}
