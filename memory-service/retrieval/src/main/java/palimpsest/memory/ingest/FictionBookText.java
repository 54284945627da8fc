package palimpsest.memory.ingest;

import java.util.Set;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.DefaultHandler;

/** FictionBook, whose elements are named as those of HTML for the most part, as events of XHTML. */
final class FictionBookText extends DefaultHandler {

    private static final Set<String> LINES = Set.of("v", "subtitle", "text-author", "book-title", "author", "date", "stanza");
    private static final Set<String> NAMES = Set.of("first-name", "middle-name", "last-name");
    /** Pictures in Base64, and what libraries note of a file. */
    private static final Set<String> NOT_TEXT = Set.of("binary", "document-info", "publish-info", "genre", "lang", "src-lang", "stylesheet");

    private final StructuredText text;

    FictionBookText(StructuredText text) {
        this.text = text;
    }

    @Override
    public void startElement(String uri, String local, String qualified, Attributes attributes) {
        var kept = new AttributesImpl(attributes);
        if (NOT_TEXT.contains(local)) {
            kept.addAttribute("", "hidden", "hidden", "CDATA", "");
        }
        text.startElement(uri, name(local), qualified, kept);
    }

    @Override
    public void endElement(String uri, String local, String qualified) throws SAXException {
        if (NAMES.contains(local)) {
            text.characters(new char[] {' '}, 0, 1);
        }
        text.endElement(uri, name(local), qualified);
    }

    @Override
    public void characters(char[] characters, int start, int length) throws SAXException {
        text.characters(characters, start, length);
    }

    private static String name(String local) {
        return LINES.contains(local) ? "p" : local;
    }
}
