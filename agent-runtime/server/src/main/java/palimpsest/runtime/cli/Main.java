package palimpsest.runtime.cli;

import java.util.ServiceLoader;
import picocli.CommandLine;

/** Entry point of the executable jar. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Carriers.provide();
        int status = commandLine().execute(arguments);
        // A served application goes on in its own threads; every other command is done here.
        if (status != ServeCommand.SERVING) {
            System.exit(status);
        }
    }

    static CommandLine commandLine() {
        var palimpsest = new CommandLine(new PalimpsestCommand());
        ServiceLoader.load(CommandSource.class).forEach(source -> source.commands().forEach(palimpsest::addSubcommand));
        return palimpsest.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new PlainErrors());
    }
}
