package palimpsest.runtime.cli;

/** A command ends here; the message is for a person and says what to do. */
public final class CommandFailed extends RuntimeException {

    private final int exitCode;

    public CommandFailed(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
