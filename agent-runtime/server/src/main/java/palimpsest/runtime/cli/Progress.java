package palimpsest.runtime.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine;

/** Says on standard error how far long work is. On a terminal a line is overwritten; elsewhere milestones are printed, and where it stands every ten seconds. */
public final class Progress {

    private static final String CLEAR_LINE = "\r\u001b[2K";
    /** Of what passes: a terminal clears one line only. */
    private static final int LONGEST = 120;
    private static final long EVERY = TimeUnit.SECONDS.toNanos(10);

    private final PrintStream err;
    private final boolean quiet;
    private final boolean terminal;
    private final LongSupplier nanos;
    private long last;

    public Progress(boolean quiet) {
        this(System.err, quiet, CommandLine.Help.Ansi.AUTO.enabled(), System::nanoTime);
    }

    /** @param nanos the clock, as {@link System#nanoTime} */
    Progress(PrintStream err, boolean quiet, boolean terminal, LongSupplier nanos) {
        this.err = err;
        this.quiet = quiet;
        this.terminal = terminal;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /** A line that stays. */
    public void line(String format, Object... values) {
        if (!quiet) {
            err.println((terminal ? CLEAR_LINE : "") + String.format(Locale.ROOT, format, values));
            last = nanos.getAsLong();
        }
    }

    /** A line that the next one replaces on a terminal; elsewhere it is printed when nothing was for ten seconds. */
    public void passing(String format, Object... values) {
        if (quiet) {
            return;
        }
        String said = shortened(String.format(Locale.ROOT, format, values));
        if (terminal) {
            err.print(CLEAR_LINE + said);
            err.flush();
        } else if (!said.isBlank() && nanos.getAsLong() - last >= EVERY) {
            err.println(said);
            last = nanos.getAsLong();
        }
    }

    private static String shortened(String said) {
        return said.codePointCount(0, said.length()) <= LONGEST ? said : said.substring(0, said.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
