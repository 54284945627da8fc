package palimpsest.memory.text;

/** Tells rows of tables from prose by what stands between their cells: a tab, a semicolon or a comma without a space behind it, or the bars of Markdown. */
public final class RowSeparator {

    private RowSeparator() {}

    /** What seems to stand between the cells of a line; 0 for a line that is no row. */
    public static char of(String line) {
        if (line.startsWith("|")) {
            return '|';
        }
        for (char separator : new char[] {'\t', ';', ','}) {
            boolean prose = separator != '\t' && line.contains(separator + " ");
            if (line.indexOf(separator) >= 0 && !prose) {
                return separator;
            }
        }
        return 0;
    }

    /** Whether most of the lines of a text are rows, and at least two. */
    public static boolean inMostLines(String text) {
        long lines = text.lines().filter(line -> !line.isBlank()).count();
        long rows = text.lines().filter(line -> !line.isBlank() && of(line) != 0).count();
        return rows > 1 && 2 * rows > lines;
    }
}
