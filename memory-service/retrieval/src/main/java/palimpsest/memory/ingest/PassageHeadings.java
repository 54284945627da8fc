package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import palimpsest.memory.ingest.PassageSplitter.Span;

/** Finds what stands above each passage: the document's name, the Markdown headings it is under, and the first row of a table that it goes on with. */
final class PassageHeadings {

    private static final int LONGEST = 300;
    private static final int LONGEST_ROW = 2_000;

    private PassageHeadings() {}

    /** @param name of the document, its ending left out */
    static List<Span> above(String name, String text, List<Span> spans) {
        List<Span> headed = new ArrayList<>();
        String title = name.replaceFirst("\\.[^./]{1,8}$", "").replaceAll("[_/]+", " ");
        var headings = new TreeMap<Integer, String>();
        String firstRow = null;
        char separator = 0;
        int at = 0;
        for (Span span : spans) {
            headed.add(new Span(span.start(), span.end(), Surroundings.under(title + " " + headings.values().stream().collect(Collectors.joining(" "))
                    + (firstRow == null ? "" : " " + firstRow))));
            while (at < span.end()) {
                int feed = text.indexOf('\n', at);
                int end = feed < 0 ? text.length() : feed;
                String line = text.substring(at, Math.min(end, at + LONGEST_ROW));
                int level = level(line);
                if (level > 0) {
                    headings.tailMap(level, true).clear();
                    headings.put(level, line.substring(level, Math.min(line.length(), LONGEST)).strip());
                    firstRow = null;
                } else {
                    char next = separator(line);
                    if (next == 0 || next != separator) {
                        firstRow = next == 0 ? null : line;
                    }
                    separator = next;
                }
                at = end + 1;
            }
        }
        return headed;
    }

    private static int level(String line) {
        int level = 0;
        while (level < line.length() && line.charAt(level) == '#') {
            level++;
        }
        return level > 0 && level <= 6 && level < line.length() && line.charAt(level) == ' ' ? level : 0;
    }

    /** What seems to stand between the cells of a row; 0 for a line that is none. */
    private static char separator(String line) {
        if (line.startsWith("|")) {
            return '|';
        }
        for (char separator : new char[] {'\t', ';', ','}) {
            long all = line.chars().filter(c -> c == separator).count();
            boolean prose = separator != '\t' && line.contains(separator + " ");
            if (all > 0 && !prose) {
                return separator;
            }
        }
        return 0;
    }
}
