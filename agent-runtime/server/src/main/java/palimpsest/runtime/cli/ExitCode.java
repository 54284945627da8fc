package palimpsest.runtime.cli;

/** What a command's end says to a script; listed in {@code palimpsest --help}. */
public final class ExitCode {

    public static final int FAILED = 1;
    public static final int NO_INPUT = 3;
    static final int NO_MODEL = 4;
    static final int NO_DATABASE = 5;
    static final int PORT_IN_USE = 6;

    private ExitCode() {}
}
