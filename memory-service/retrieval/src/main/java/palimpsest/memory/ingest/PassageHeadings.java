package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import palimpsest.memory.ingest.PassageSplitter.Span;
import palimpsest.memory.text.RowSeparator;

/**
 * Finds what stands above each passage: the document's name, the Markdown headings and the term it is under, the first row of a table that it goes on with, and
 * the first lines of its page, which name what a table of several passages is about.
 */
final class PassageHeadings {

    private static final int LONGEST = 300;
    private static final int LONGEST_ROW = 2_000;
    /** Characters of a page's first lines. */
    private static final int PAGE_HEAD = 160;

    private PassageHeadings() {}

    /**
     * @param name  of the document, its ending left out
     * @param starts of the pages, as {@link #starts} gives them
     */
    static List<Span> above(String name, String text, List<Span> spans, int[] starts) {
        int page = -1;
        List<Span> headed = new ArrayList<>();
        String title = name.replaceFirst("\\.[^./]{1,8}$", "").replaceAll("[_/]+", " ");
        var headings = new TreeMap<Integer, String>();
        var terms = new OpenTerms();
        String firstRow = null;
        int firstRowEnd = 0;
        char separator = 0;
        int at = 0;
        for (Span span : spans) {
            while (page + 1 < starts.length && starts[page + 1] <= span.start()) {
                page++;
            }
            String pageHead = page < 0 || starts[page] == span.start() ? "" : head(text, starts[page], span.start());
            headed.add(new Span(span.start(), span.end(), Surroundings.under(title + " " + headings.values().stream().collect(Collectors.joining(" "))
                    + (terms.names().isEmpty() ? "" : " " + terms.names()) + (pageHead.isEmpty() ? "" : " " + pageHead) + (firstRow == null || firstRowEnd > span.start() ? "" : " " + firstRow), text.substring(span.start(), span.end()).indexOf('\t') < 0 ? "" : pageHead)));
            while (at < span.end()) {
                int feed = text.indexOf('\n', at);
                int end = feed < 0 ? text.length() : feed;
                String line = text.substring(at, Math.min(end, at + LONGEST_ROW));
                int level = level(line);
                if (level > 0) {
                    terms.clear();
                    headings.tailMap(level, true).clear();
                    headings.put(level, line.substring(level, Math.min(line.length(), LONGEST)).strip());
                    firstRow = null;
                } else {
                    char next = RowSeparator.of(line);
                    if (next == 0 || next != separator) {
                        firstRow = next == 0 ? null : line;
                        firstRowEnd = end;
                    }
                    separator = next;
                    terms.passed(line, lineAfter(text, end));
                }
                at = end + 1;
            }
        }
        return headed;
    }

    /** Where pages begin, in {@code char}s. @param pages first code point of each; empty for a document without */
    static int[] starts(String text, List<Integer> pages) {
        int[] starts = new int[pages.size()];
        int at = 0;
        for (int i = 0; i < starts.length; i++) {
            at = text.offsetByCodePoints(at, pages.get(i) - (i == 0 ? 0 : pages.get(i - 1)));
            starts[i] = at;
        }
        return starts;
    }

    private static String lineAfter(String text, int end) {
        int from = Math.min(text.length(), end + 1);
        int feed = text.indexOf('\n', from);
        return text.substring(from, Math.min(feed < 0 ? text.length() : feed, from + LONGEST));
    }

    private static String head(String text, int start, int before) {
        int end = Math.min(before, start + PAGE_HEAD);
        return text.substring(start, Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end).replaceAll("\\s+", " ").strip();
    }

    private static int level(String line) {
        int level = 0;
        while (level < line.length() && line.charAt(level) == '#') {
            level++;
        }
        return level > 0 && level <= 6 && level < line.length() && line.charAt(level) == ' ' ? level : 0;
    }
}
