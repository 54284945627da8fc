package palimpsest.memory.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A row of a table inside a text: of Markdown or AsciiDoc, or lines with the same separator as often (tabs, semicolons, commas, bars), or with three columns or more
 * that spaces keep apart and whose cells begin or end below each other.
 *
 * @param start     first {@code char} of the row's line; never white space
 * @param end       one past its last
 * @param cells     without white space at their ends
 * @param header    the cells of the table's first row where that names the columns; null where the text does not show it, and for itself
 * @param isHeader  whether it names the columns
 */
public record TableRow(int start, int end, List<String> cells, List<String> header, boolean isHeader) {

    private static final Pattern RULE = Pattern.compile("\\|?[\\s:|+=-]*-{2,}[\\s:|+=-]*\\|?");
    private static final Pattern HAS_LETTER = Pattern.compile(".*\\p{L}.*", Pattern.DOTALL);
    private static final Pattern NUMERIC = Pattern.compile("[\\s\\p{Sc}%()+.,:/\\d-]*\\d[\\s\\p{Sc}%()+.,:/\\d-]*");
    private static final int LONGEST_CELL_ON_AVERAGE = 60;
    /** Begins and ends a table of AsciiDoc. */
    private static final String ASCII_DOC = "|===";
    private static final Pattern GAP = Pattern.compile(" {2,}");
    /** Of columns that only spaces keep apart: fewer are found in prose and in lists of options. */
    private static final int FEWEST_SPACED = 3;

    /** The rows of {@code text} in order; a line that only looks like a row, among lines that do not, is none. */
    public static List<TableRow> of(String text) {
        List<TableRow> rows = new ArrayList<>();
        List<Line> run = new ArrayList<>();
        boolean asciiDoc = false;
        for (int start = 0; start <= text.length(); ) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed;
            boolean fence = text.startsWith(ASCII_DOC, start) && text.substring(start, end).strip().equals(ASCII_DOC);
            asciiDoc ^= fence;
            if (asciiDoc && !fence && end - start < 3 && text.substring(start, end).isBlank()) {
                start = end + 1; // a blank line stands below the header
                continue;
            }
            Line line = fence ? null : Line.of(text, start, end);
            if (line == null || !run.isEmpty() && !run.getLast().fits(line)) {
                close(run, rows);
            }
            if (line != null) {
                run.add(line);
            }
            start = end + 1;
        }
        close(run, rows);
        return rows;
    }

    /** The cells of a line that may be a row, with tabs, bars, semicolons or commas between them; one cell when there is none of these. */
    public static List<String> cells(String line) {
        Line row = Line.of(line, 0, line.length());
        return row == null ? List.of(line.strip()) : row.cells;
    }

    /** Whether cells name columns: all hold letters, none is a number or holds code. */
    public static boolean namesColumns(List<String> cells) {
        return cells.size() > 1 && cells.stream().noneMatch(cell -> cell.indexOf('`') >= 0) && cells.stream().filter(cell -> HAS_LETTER.matcher(cell).matches() && !NUMERIC.matcher(cell).matches()).count() * 5 >= cells.size() * 4L
                && cells.stream().noneMatch(cell -> NUMERIC.matcher(cell).matches() && !cell.matches("(?:1[89]|20)\\d\\d"));
    }

    private static void close(List<Line> run, List<TableRow> rows) {
        boolean marked = run.stream().anyMatch(line -> line.rule);
        List<Line> lines = run.stream().filter(line -> !line.rule && (marked || !line.uncertain)).toList();
        if (lines.size() >= 2 || marked && !lines.isEmpty()) {
            boolean ruledHeader = marked && run.size() > 1 && run.get(1).rule;
            boolean headed = ruledHeader || namesColumns(lines.getFirst().cells) && differs(lines);
            List<String> header = headed ? lines.getFirst().cells : null;
            for (Line line : lines) {
                boolean isHeader = headed && line == lines.getFirst();
                rows.add(new TableRow(line.start, line.end, line.cells, isHeader ? null : header, isHeader));
            }
        }
        run.clear();
    }

    /** Whether the first row differs in kind from what follows, or there is no telling. */
    private static boolean differs(List<Line> lines) {
        boolean numbersBelow = lines.stream().skip(1).anyMatch(line -> line.cells.stream().anyMatch(cell -> NUMERIC.matcher(cell).matches()));
        return numbersBelow || lines.size() <= 12 || lines.getFirst().start == 0;
    }

    /**
     * @param uncertain a line with one bar in the middle, which is a row only where a rule of Markdown stands among them
     * @param edges     where each cell begins and ends in its line, where only spaces keep the cells apart; else empty
     */
    private record Line(int start, int end, char separator, List<String> cells, boolean rule, boolean uncertain, List<Integer> edges) {

        Line(int start, int end, char separator, List<String> cells, boolean rule, boolean uncertain) {
            this(start, end, separator, cells, rule, uncertain, List.of());
        }

        static Line of(String text, int from, int to) {
            int start = from;
            int end = to;
            while (start < end && text.charAt(start) == ' ' || start < end && text.charAt(start) == '\r') {
                start++;
            }
            while (end > start && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\r')) {
                end--;
            }
            if (start == end) {
                return null;
            }
            String line = text.substring(start, end);
            if (line.indexOf('|') >= 0 && line.length() > 3 && RULE.matcher(line).matches()) {
                return new Line(start, end, '|', List.of(), true, false);
            }
            if (line.startsWith("|") || line.split(" \\| ", -1).length > 2) {
                String inner = line.startsWith("|") ? line.substring(1) : line;
                return row(text, start, end, '|', split(inner.endsWith("|") ? inner.substring(0, inner.length() - 1) : inner, '|'));
            }
            List<String> halves = line.indexOf('\t') < 0 ? split(line, '|') : List.of();
            if (halves.size() == 2 && line.contains(" | ")) {
                return new Line(start, end, '|', halves, false, true);
            }
            Line spaced = line.indexOf("  ") < 0 || line.indexOf('\t') >= 0 ? null : spaced(text, from, start, end);
            if (spaced != null) {
                return spaced;
            }
            for (char separator : new char[] {'\t', ';', ','}) {
                if (line.indexOf(separator) >= 0) {
                    List<String> cells = split(line, separator);
                    boolean prose = separator != '\t' && isProse(line, separator, cells);
                    if (cells.size() > 1 && !prose) {
                        return row(text, start, end, separator, cells);
                    }
                }
            }
            return null;
        }

        private static Line spaced(String text, int from, int start, int end) {
            List<String> cells = new ArrayList<>();
            List<Integer> edges = new ArrayList<>();
            Matcher gap = GAP.matcher(text).region(start, end);
            int cell = start;
            while (cell < end) {
                int to = gap.find() ? gap.start() : end;
                cells.add(text.substring(cell, to));
                edges.add(cell - from);
                edges.add(to - from);
                cell = to == end ? end : gap.end();
            }
            boolean separated = cells.stream().limit(cells.size() - 1L).anyMatch(one -> one.endsWith(",") || one.endsWith(";"));
            return separated || cells.size() < FEWEST_SPACED || end - start > LONGEST_CELL_ON_AVERAGE * cells.size() ? null : new Line(start, end, ' ', List.copyOf(cells), false, false, edges);
        }

        /** A row with a tab in front begins with an empty cell; its line begins with what can be seen. */
        private static Line row(String text, int start, int end, char separator, List<String> cells) {
            Sentences.Span row = Sentences.trim(text, start, end);
            return row.start() == row.end() || cells.size() < 2 ? null : new Line(row.start(), row.end(), separator, cells, false, false);
        }

        /** In a sentence a comma or semicolon is followed by a space. */
        private static boolean isProse(String line, char separator, List<String> cells) {
            long spaced = 0;
            long all = 0;
            for (int i = 0; i < line.length(); i++) {
                if (line.charAt(i) == separator) {
                    all++;
                    spaced += i + 1 < line.length() && line.charAt(i + 1) == ' ' ? 1 : 0;
                }
            }
            return spaced * 2 > all || line.length() > LONGEST_CELL_ON_AVERAGE * cells.size() || line.startsWith("{") || line.startsWith("[");
        }

        boolean fits(Line next) {
            return separator == next.separator && (separator == ' ' ? isBelow(next) : separator == '|' || separator == '\t' || Math.abs(cells.size() - next.cells.size()) <= 1);
        }

        /** Whether each cell of the next line begins or ends where the one above does. */
        private boolean isBelow(Line next) {
            return cells.size() == next.cells.size() && IntStream.range(0, cells.size())
                    .allMatch(cell -> edges.get(2 * cell).equals(next.edges.get(2 * cell)) || edges.get(2 * cell + 1).equals(next.edges.get(2 * cell + 1)));
        }
    }

    private static List<String> split(String line, char separator) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && separator != '|') {
                boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (doubled) {
                    cell.append('"');
                    i++;
                } else if (quoted || cell.toString().isBlank()) {
                    quoted = !quoted;
                } else {
                    cell.append(c);
                }
            } else if (c == separator && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return List.copyOf(cells);
    }
}
