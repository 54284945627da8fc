package palimpsest.memory.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A row of a table inside a text: of Markdown, or lines with the same separator as often (tabs, semicolons, commas, bars).
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

    /** The rows of {@code text} in order; a line that only looks like a row, among lines that do not, is none. */
    public static List<TableRow> of(String text) {
        List<TableRow> rows = new ArrayList<>();
        List<Line> run = new ArrayList<>();
        for (int start = 0; start <= text.length(); ) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed;
            Line line = Line.of(text, start, end);
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

    /** Whether cells name columns: all hold letters, none is a number. */
    public static boolean namesColumns(List<String> cells) {
        return cells.size() > 1 && cells.stream().filter(cell -> HAS_LETTER.matcher(cell).matches() && !NUMERIC.matcher(cell).matches()).count() * 5 >= cells.size() * 4L
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

    /** @param uncertain a line with one bar in the middle, which is a row only where a rule of Markdown stands among them */
    private record Line(int start, int end, char separator, List<String> cells, boolean rule, boolean uncertain) {

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
            return separator == next.separator && (separator == '|' || separator == '\t' || Math.abs(cells.size() - next.cells.size()) <= 1);
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
