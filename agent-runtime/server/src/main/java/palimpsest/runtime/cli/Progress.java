package palimpsest.runtime.cli;

import java.io.PrintStream;
import java.util.Locale;
import picocli.CommandLine;

/** Says on standard error how far long work is. On a terminal a line is overwritten, elsewhere only milestones are printed. */
public final class Progress {

    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream err;
    private final boolean quiet;
    private final boolean terminal;

    public Progress(boolean quiet) {
        this.err = System.err;
        this.quiet = quiet;
        this.terminal = CommandLine.Help.Ansi.AUTO.enabled();
    }

    /** A line that stays. */
    public void line(String format, Object... values) {
        if (!quiet) {
            err.println((terminal ? CLEAR_LINE : "") + String.format(Locale.ROOT, format, values));
        }
    }

    /** A line that the next one replaces; only on a terminal. */
    public void passing(String format, Object... values) {
        if (!quiet && terminal) {
            err.print(CLEAR_LINE + String.format(Locale.ROOT, format, values));
            err.flush();
        }
    }
}
