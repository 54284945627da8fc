package palimpsest.runtime.cli;

import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.dao.DataAccessException;
import palimpsest.memory.meta.evolve.LanguageModelNeeded;
import palimpsest.postgres.LocalPostgresException;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.wiring.ConfigurationMistake;
import palimpsest.runtime.wiring.DatabaseUnavailable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in one line on standard error what went wrong and what to do. */
final class PlainErrors implements IExecutionExceptionHandler {

    private final BooleanSupplier ending;

    PlainErrors() {
        this(PlainErrors::isEnding);
    }

    /** @param ending whether the process was told to end */
    PlainErrors(BooleanSupplier ending) {
        this.ending = ending;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        if (ending.getAsBoolean()) {
            // whatever failed: its parts are being closed
            return say(command, "Stopped. What was recorded stays; the same command goes on from there.", ExitCode.FAILED);
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            switch (cause) {
                case CommandFailed failed -> {
                    return say(command, failed.getMessage(), failed.exitCode());
                }
                case LanguageModelNeeded needed -> {
                    return say(command, needed.getMessage(), ExitCode.NO_MODEL);
                }
                case RequestRefused refused -> {
                    return say(command, refused.getMessage(), CommandLine.ExitCode.USAGE);
                }
                case ConfigurationMistake mistake -> {
                    return say(command, mistake.getMessage(), CommandLine.ExitCode.USAGE);
                }
                case BindException bind -> {
                    return say(command, "The property " + bind.getName() + " can't be read: " + rootMessage(bind) + ". docs/configuration.md lists its values.",
                            CommandLine.ExitCode.USAGE);
                }
                case PortInUseException port -> {
                    return say(command, "Port " + port.getPort() + " is in use. Stop what runs there, or choose another with --port.", ExitCode.PORT_IN_USE);
                }
                case LocalPostgresException local -> {
                    return say(command, local.getMessage(), ExitCode.NO_DATABASE);
                }
                case DatabaseUnavailable database -> {
                    return say(command, database.getMessage(), ExitCode.NO_DATABASE);
                }
                case DataAccessException database -> {
                    return say(command, "The database failed: " + rootMessage(database) + ". Nothing recorded is lost; try again.", ExitCode.NO_DATABASE);
                }
                case SQLException database -> {
                    return say(command, "The database failed: " + database.getMessage(), ExitCode.NO_DATABASE);
                }
                default -> { }
            }
        }
        return say(command, "Something went wrong inside the runtime: " + rootMessage(thrown) + ". Run again with PALIMPSEST_LOG=debug for details.", ExitCode.FAILED);
    }

    private static int say(CommandLine command, String message, int exitCode) {
        command.getErr().println("palimpsest: " + message);
        command.getErr().flush();
        return exitCode;
    }

    /** No hook is taken any more once Ctrl-C or a signal has begun the end. */
    private static boolean isEnding() {
        var hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
