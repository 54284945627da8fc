package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.List;

/**
 * What was read from a file.
 *
 * @param mediaType such as {@code text/plain}, without parameters
 * @param text      without NUL or lone surrogates
 * @param pages     first code point of each page, the first 0, none less than the one before; empty where the file has no pages
 */
public record ReadableText(String mediaType, String text, List<Integer> pages) {

    public ReadableText {
        pages = List.copyOf(pages);
    }

    /** Of a file without pages. */
    public ReadableText(String mediaType, String text) {
        this(mediaType, text, List.of());
    }

    /** @param marked text with {@code mark} between two pages, which is taken out */
    static ReadableText ofPages(String mediaType, String marked, char mark) {
        var text = new StringBuilder();
        var pages = new ArrayList<Integer>();
        int start = 0;
        int codePoints = 0;
        while (start <= marked.length()) {
            int next = marked.indexOf(mark, start);
            int end = next < 0 ? marked.length() : next;
            pages.add(codePoints);
            text.append(marked, start, end);
            codePoints += marked.codePointCount(start, end);
            start = end + 1;
        }
        return new ReadableText(mediaType, text.toString(), pages);
    }
}
