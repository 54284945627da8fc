package palimpsest.memory.ingest;

import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Map;
import palimpsest.memory.text.StorableText;

/** Reads plain text in UTF-8 or UTF-16 and nothing else: what there is without Apache Tika. */
public final class PlainTextReader implements TextReader {

    private static final String NEEDED = "; the reader of PDF, Office and HTML files is not on the class path: add the dependency "
            + "dev.langchain4j:langchain4j-document-parser-apache-tika";
    /** Formatted, though their bytes may be characters. */
    private static final Map<String, String> FORMATTED = Map.of("html", "text/html", "htm", "text/html", "xhtml", "application/xhtml+xml", "rtf", "application/rtf",
            "pdf", "application/pdf", "fb2", "application/x-fictionbook+xml");
    private static final Map<String, String> PLAIN = Map.of("md", "text/x-web-markdown", "markdown", "text/x-web-markdown", "csv", "text/csv",
            "json", "application/json", "xml", "application/xml");

    @Override
    public ReadableText read(String fileName, byte[] content) throws UnreadableDocumentException {
        if (content.length == 0) {
            throw new UnreadableDocumentException("is empty");
        }
        String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (FORMATTED.containsKey(ending)) {
            throw new UnreadableDocumentException("can't be read as " + FORMATTED.get(ending) + NEEDED);
        }
        String text;
        try {
            text = TextDecoding.marked(content);
            if (text == null) {
                text = TextDecoding.strict(content);
            }
        } catch (CharacterCodingException e) {
            throw new UnreadableDocumentException("is no text in UTF-8 or UTF-16" + NEEDED, e);
        }
        if (!TextDecoding.readable(text)) {
            throw new UnreadableDocumentException("is not a text document" + NEEDED);
        }
        if (text.isBlank()) {
            throw new UnreadableDocumentException("holds nothing but blank space");
        }
        return new ReadableText(PLAIN.getOrDefault(ending, "text/plain"), StorableText.clean(text).value());
    }
}
