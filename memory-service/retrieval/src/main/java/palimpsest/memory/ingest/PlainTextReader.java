package palimpsest.memory.ingest;

import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import palimpsest.memory.text.StorableText;

/** Reads plain text in UTF-8 or UTF-16 and nothing else: what there is without Apache Tika. */
public final class PlainTextReader implements TextReader {

    private static final String NEEDED = "; the reader of PDF, Office and HTML files is not on the class path: add the dependency "
            + "dev.langchain4j:langchain4j-document-parser-apache-tika";
    private static final Set<String> MARKUP = Set.of("html", "htm", "xhtml", "fb2");
    private static final Map<String, String> PLAIN = Map.of("md", "text/x-web-markdown", "markdown", "text/x-web-markdown", "csv", "text/csv",
            "json", "application/json", "xml", "application/xml");

    @Override
    public ReadableText read(String fileName, byte[] content) throws UnreadableDocumentException {
        if (content.length == 0) {
            throw new UnreadableDocumentException("is empty");
        }
        String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String text;
        try {
            text = TextDecoding.wide(content);
            if (text == null) {
                text = TextDecoding.marked(content);
            }
            if (text == null) {
                text = TextDecoding.strict(content);
            }
        } catch (CharacterCodingException e) {
            throw new UnreadableDocumentException("is no plain text in UTF-8 or UTF-16" + NEEDED, e);
        }
        if (!TextDecoding.readable(text) || text.startsWith("%PDF-") || text.startsWith("{\\rtf") || MARKUP.contains(ending) && text.stripLeading().startsWith("<")) {
            throw new UnreadableDocumentException("is no plain text" + NEEDED);
        }
        if (text.isBlank()) {
            throw new UnreadableDocumentException("holds nothing but blank space");
        }
        return new ReadableText(PLAIN.getOrDefault(ending, "text/plain"), StorableText.clean(PlainFormats.read(fileName, text)).value());
    }
}
