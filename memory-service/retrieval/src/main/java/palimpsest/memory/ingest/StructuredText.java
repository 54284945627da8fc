package palimpsest.memory.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tika.exception.WriteLimitReachedException;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Writes Tika's XHTML events as text: a row of a table is one line with a tab between its cells, and a heading or a paragraph ends its line. Headings, items of lists,
 * definitions and blocks of code have the signs of Markdown, so that they are told from paragraphs. What a page hides is left out. A row that lays out a page (with one cell, with long cells or with a table inside) is written as blocks.
 */
final class StructuredText extends DefaultHandler {

    private static final int LONGEST_CELL = 500;
    /** Of a cell over several rows, so that it is said again in each. */
    private static final int LONGEST_REPEATED = 100;
    private static final int MOST_SPANNED = 100;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    /** On both sides of what is struck out, as in Markdown. */
    private static final String STRUCK = "~~";
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern NOT_SHOWN = Pattern.compile("(?i)display\\s*:\\s*none|visibility\\s*:\\s*hidden");
    private static final Set<String> BLOCKS = Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "pre", "blockquote", "caption", "title", "table",
            "article", "section", "header", "footer", "nav", "aside", "main", "figure", "figcaption", "details", "summary", "address", "form", "fieldset", "legend", "option", "button", "hr");
    /** What a page deletes, or keeps for its scripts. */
    private static final Set<String> NOT_TEXT = Set.of("del", "template");

    /** A cell that goes on in the rows below. */
    private static final class Span {
        private final String text;
        private int rows;

        private Span(String text, int rows) {
            this.text = text;
            this.rows = rows;
        }
    }

    private static final class Row {
        private final List<StringBuilder> cells = new ArrayList<>();
        /** Of each cell how many rows and columns it takes. */
        private final List<int[]> spans = new ArrayList<>();
        private boolean layout;
        private boolean inCell;
    }

    private static final Pattern HEADING = Pattern.compile("h[1-6]");
    private static final Pattern LINE_ENDS = Pattern.compile("[ \\t]*\\R\\s*");
    /** Some programs write the sign of an item into its text. */
    private static final Pattern MARKED = Pattern.compile("(?:[-*+•◦▪·–] ?|\\(?\\d{1,3}[.)]\\s|\\(?\\p{L}[.)]\\s).*", Pattern.DOTALL);
    /** What office programs write before an item, which is a paragraph to them. */
    private static final Pattern BULLET = Pattern.compile("\\s*[\u00b7•▪◦●○■□‣⁃➢➤\uf0a7\uf0b7\uf0d8](?=\\s|$)\\s*");
    private static final String FENCE = "```\n";
    private static final String INDENT = "  ";
    /** Longer ones are whole pages of plain text more often than code. */
    private static final int LONGEST_CODE = 2_000;
    /** An ordered list counts its items, another one does not. */
    private static final int UNORDERED = -1;

    private final int mostCharacters;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Row> rows = new ArrayDeque<>();
    private long written;
    /** Of each open table the cells from above that reach into the next row, by column. */
    private final Deque<Map<Integer, Span>> tables = new ArrayDeque<>();
    /** Whether what comes next is set above the line. */
    private boolean raised;
    /** How deep inside an element that is not shown; 0 outside. */
    private int hidden;
    /** What stands before the words that come next: the sign of a heading or of an item. */
    private String sign = "";
    private boolean inHeading;
    private boolean paragraphBegins;
    /** Of each open list how many items it has so far. */
    private final Deque<Integer> lists = new ArrayDeque<>();
    private int codeFrom = -1;

    /** @param mostCharacters after which reading ends with a {@link WriteLimitReachedException} */
    StructuredText(int mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    @Override
    public void startElement(String uri, String local, String qualified, Attributes attributes) {
        if (hidden > 0 || NOT_TEXT.contains(name(local)) || isHidden(attributes)) {
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
                    rows.peek().spans.add(new int[] {span(attributes, "rowspan"), span(attributes, "colspan")});
                    rows.peek().inCell = true;
                }
            }
            case "sup" -> raised = true;
            case "s", "strike" -> out().append(STRUCK);
            case "ul" -> lists.push(UNORDERED);
            case "ol" -> lists.push(0);
            case String name when BLOCKS.contains(name) -> {
                if (name.equals("table")) {
                    tables.push(new TreeMap<>());
                }
                endLine(out());
                begin(name);
            }
            default -> { }
        }
    }

    /** Signs are for blocks outside of tables, whose cells are no lines. */
    private void begin(String block) {
        if (!rows.isEmpty()) {
            return;
        }
        switch (block) {
            case "li" -> {
                text.setLength(text.length() - blankAtEnd());
                sign = item();
            }
            case "dd" -> {
                text.setLength(text.length() - blankAtEnd());
                sign = ":   ";
            }
            case "dt" -> {
                text.setLength(text.length() - blankAtEnd());
                text.append(text.isEmpty() ? "" : "\n");
            }
            case "p" -> paragraphBegins = sign.isEmpty();
            case "pre" -> codeFrom = text.length();
            case String heading when HEADING.matcher(heading).matches() -> {
                inHeading = true;
                sign = "#".repeat(heading.charAt(1) - '0') + " ";
            }
            default -> { }
        }
    }

    private String item() {
        int before = lists.isEmpty() ? UNORDERED : lists.pop();
        int number = before == UNORDERED ? UNORDERED : before + 1;
        lists.push(number);
        return INDENT.repeat(lists.size() - 1) + (number == UNORDERED ? "- " : number + ". ");
    }

    /** Characters behind the end of the last line that holds anything. */
    private int blankAtEnd() {
        int end = text.length();
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        int feed = text.indexOf("\n", end);
        return feed < 0 ? 0 : text.length() - feed - 1;
    }

    private void end(String block) {
        sign = "";
        paragraphBegins = false;
        inHeading = inHeading && !HEADING.matcher(block).matches();
        if (block.equals("pre") && codeFrom >= 0 && rows.isEmpty()) {
            String code = text.substring(codeFrom);
            if (!code.isBlank() && code.length() <= LONGEST_CODE && !code.contains(FENCE.strip())) {
                text.insert(codeFrom, FENCE).append(FENCE);
            }
            codeFrom = -1;
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
                    write(row, out(), tables.isEmpty() ? new TreeMap<>() : tables.peek());
                }
            }
            case "td", "th" -> {
                if (!rows.isEmpty()) {
                    rows.peek().inCell = false;
                }
            }
            case "sup" -> raised = false;
            case "ul", "ol" -> lists.poll();
            case "s", "strike" -> out().append(STRUCK);
            case String name when BLOCKS.contains(name) -> {
                if (name.equals("table")) {
                    tables.poll();
                }
                endLine(out());
                end(name);
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
        boolean between = rows.isEmpty() ? !tables.isEmpty() : !rows.peek().inCell;
        if (between && new String(characters, start, length).isBlank()) {
            return;
        }
        String words = sign.isEmpty() && !inHeading && !paragraphBegins ? null : signed(new String(characters, start, length));
        if (words != null) {
            out().append(words);
            return;
        }
        if (raised && length > 0) {
            // "10" and a raised "5" are not 105
            boolean onNumber = !out().isEmpty() && Character.isDigit(out().charAt(out().length() - 1)) && Character.isDigit(characters[start]);
            out().append(onNumber ? "^" : "");
            raised = false;
        }
        if (rows.isEmpty() || rows.peek().inCell) {
            out().append(characters, start, length);
        } else {
            rows.peek().cells.add(new StringBuilder().append(characters, start, length));
            rows.peek().spans.add(new int[] {1, 1});
        }
    }

    /** Words of a heading, which is one line, or the first ones of an item or of a paragraph, behind the sign. */
    private String signed(String words) {
        if (words.isBlank()) {
            return sign.isEmpty() ? words : "";
        }
        Matcher bullet = BULLET.matcher(words);
        if (paragraphBegins && bullet.lookingAt()) {
            paragraphBegins = false;
            text.setLength(text.length() - blankAtEnd());
            sign = "- ";
            return signed(words.substring(bullet.end()));
        }
        paragraphBegins = false;
        String first = sign.isEmpty() ? words : words.stripLeading();
        String before = MARKED.matcher(first).matches() && !inHeading ? "" : sign;
        sign = "";
        return before + (inHeading ? LINE_ENDS.matcher(first).replaceAll(" ") : first);
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

    private static void write(Row row, StringBuilder into, Map<Integer, Span> above) {
        List<String> cells = row.cells.stream().map(cell -> SPACE.matcher(cell).replaceAll(" ").strip()).toList();
        List<String> columns = columns(cells, row.spans, above);
        if (cells.stream().allMatch(String::isEmpty)) {
            return;
        }
        endLine(into);
        boolean isRow = cells.size() > 1 || columns.stream().filter(column -> !column.isEmpty()).count() > 1;
        if (isRow && !row.layout && cells.stream().allMatch(cell -> cell.length() <= LONGEST_CELL)) {
            into.append(String.join("\t", columns)).append('\n');
        } else {
            row.cells.stream().filter(cell -> !cell.toString().isBlank()).forEach(cell -> {
                into.append(cell.toString().strip()).append('\n');
            });
        }
    }

    /** The cells in their columns: one that began in a row above stands in this row again, and one over several columns in the first of them. */
    private static List<String> columns(List<String> cells, List<int[]> spans, Map<Integer, Span> above) {
        var columns = new ArrayList<String>();
        var begun = new TreeMap<Integer, Span>();
        for (int i = 0; i < cells.size(); i++) {
            fromAbove(columns, above);
            String text = cells.get(i);
            for (int column = 0; column < spans.get(i)[1]; column++) {
                String shown = column == 0 ? text : "";
                if (spans.get(i)[0] > 1) {
                    begun.put(columns.size(), new Span(shown.length() <= LONGEST_REPEATED ? shown : "", spans.get(i)[0] - 1));
                }
                columns.add(shown);
            }
        }
        fromAbove(columns, above);
        above.values().forEach(span -> span.rows--);
        above.values().removeIf(span -> span.rows < 1);
        above.putAll(begun);
        return columns;
    }

    private static void fromAbove(List<String> columns, Map<Integer, Span> above) {
        for (Span span = above.get(columns.size()); span != null; span = above.get(columns.size())) {
            columns.add(span.text);
        }
    }

    private static int span(Attributes attributes, String name) {
        for (int i = 0; i < attributes.getLength(); i++) {
            String local = attributes.getLocalName(i).isEmpty() ? attributes.getQName(i) : attributes.getLocalName(i);
            if (local.equalsIgnoreCase(name) && NUMBER.matcher(attributes.getValue(i).strip()).matches()) {
                return Math.clamp(Integer.parseInt(attributes.getValue(i).strip()), 1, MOST_SPANNED);
            }
        }
        return 1;
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
            write(row, out(), new TreeMap<>());
        }
        return text.toString();
    }
}
