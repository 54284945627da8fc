package palimpsest.memory.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.tika.exception.WriteLimitReachedException;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Writes Tika's XHTML events as text: a row of a table is one line with a tab between its cells, and a heading or a paragraph ends its line.
 * What a page hides is left out. A row that lays out a page (with one cell, with long cells or with a table inside) is written as blocks.
 */
final class StructuredText extends DefaultHandler {

    private static final int LONGEST_CELL = 500;
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern NOT_SHOWN = Pattern.compile("(?i)display\\s*:\\s*none|visibility\\s*:\\s*hidden");
    private static final Set<String> BLOCKS = Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "pre", "blockquote", "caption", "title", "table");

    private static final class Row {
        private final List<StringBuilder> cells = new ArrayList<>();
        private boolean layout;
        private boolean inCell;
    }

    private final int mostCharacters;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Row> rows = new ArrayDeque<>();
    private long written;
    /** How many tables are open. */
    private int tables;
    /** How deep inside an element that is not shown; 0 outside. */
    private int hidden;

    /** @param mostCharacters after which reading ends with a {@link WriteLimitReachedException} */
    StructuredText(int mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    @Override
    public void startElement(String uri, String local, String qualified, Attributes attributes) {
        if (hidden > 0 || isHidden(attributes)) {
            hidden++;
            return;
        }
        switch (name(local)) {
            case "tr" -> {
                if (rows.isEmpty()) {
                    endLine(out());
                } else {
                    rows.peek().layout = true;
                }
                rows.push(new Row());
            }
            case "td", "th" -> {
                if (!rows.isEmpty()) {
                    rows.peek().cells.add(new StringBuilder());
                    rows.peek().inCell = true;
                }
            }
            case String name when BLOCKS.contains(name) -> {
                tables += name.equals("table") ? 1 : 0;
                endLine(out());
            }
            default -> { }
        }
    }

    @Override
    public void endElement(String uri, String local, String qualified) {
        if (hidden > 0) {
            hidden--;
            return;
        }
        switch (name(local)) {
            case "tr" -> {
                if (!rows.isEmpty()) {
                    Row row = rows.pop();
                    write(row, out());
                }
            }
            case "td", "th" -> {
                if (!rows.isEmpty()) {
                    rows.peek().inCell = false;
                }
            }
            case String name when BLOCKS.contains(name) -> {
                tables -= name.equals("table") && tables > 0 ? 1 : 0;
                endLine(out());
            }
            default -> { }
        }
    }

    @Override
    public void characters(char[] characters, int start, int length) throws SAXException {
        written += length;
        if (written > mostCharacters) {
            throw new WriteLimitReachedException(mostCharacters);
        }
        if (hidden > 0) {
            return;
        }
        // White space between the rows of a table, or the cells of a row, is the parser's or the file's own.
        boolean between = rows.isEmpty() ? tables > 0 : !rows.peek().inCell;
        if (between && new String(characters, start, length).isBlank()) {
            return;
        }
        if (rows.isEmpty() || rows.peek().inCell) {
            out().append(characters, start, length);
        } else {
            rows.peek().cells.add(new StringBuilder().append(characters, start, length));
        }
    }

    @Override
    public void ignorableWhitespace(char[] characters, int start, int length) throws SAXException {
        characters(characters, start, length);
    }

    private static boolean isHidden(Attributes attributes) {
        for (int i = 0; i < attributes.getLength(); i++) {
            String name = attributes.getLocalName(i).isEmpty() ? attributes.getQName(i) : attributes.getLocalName(i);
            boolean hides = name.equalsIgnoreCase("hidden") && !attributes.getValue(i).equalsIgnoreCase("until-found") || name.equalsIgnoreCase("style") && NOT_SHOWN.matcher(attributes.getValue(i)).find();
            if (hides) {
                return true;
            }
        }
        return false;
    }

    private StringBuilder out() {
        return rows.isEmpty() || rows.peek().cells.isEmpty() ? text : rows.peek().cells.getLast();
    }

    private static void write(Row row, StringBuilder into) {
        List<String> cells = row.cells.stream().map(cell -> SPACE.matcher(cell).replaceAll(" ").strip()).toList();
        if (cells.stream().allMatch(String::isEmpty)) {
            return;
        }
        endLine(into);
        if (cells.size() > 1 && !row.layout && cells.stream().allMatch(cell -> cell.length() <= LONGEST_CELL)) {
            into.append(String.join("\t", cells)).append('\n');
        } else {
            row.cells.stream().filter(cell -> !cell.toString().isBlank()).forEach(cell -> {
                into.append(cell.toString().strip()).append('\n');
            });
        }
    }

    private static void endLine(StringBuilder into) {
        if (!into.isEmpty() && into.charAt(into.length() - 1) != '\n') {
            into.append('\n');
        }
    }

    private static String name(String local) {
        return local.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        while (!rows.isEmpty()) {
            Row row = rows.pop();
            write(row, out());
        }
        return text.toString();
    }
}
