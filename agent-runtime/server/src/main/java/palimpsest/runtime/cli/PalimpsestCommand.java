package palimpsest.runtime.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "palimpsest", mixinStandardHelpOptions = true, versionProvider = ProductVersion.class,
        description = "Agents that answer over documents far larger than their window, and manage that window themselves.",
        subcommands = {ServeCommand.class, McpCommand.class, AskCommand.class, MetaCommand.class, MemoryCommand.class, ExportCommand.class, ImportCommand.class, KeysCommand.class,
            BackupCommand.class, RestoreCommand.class, PackCommand.class, HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done", "1:failed inside the runtime", "2:the command line is wrong", "3:no document could be read, or a question or file is missing",
            "4:the model did not answer, or none is configured where one is needed", "5:the database is not to be had (server away, directory in use or not writable)", "6:the port is in use"},
        footer = {"%nAny property of docs/configuration.md can be set by environment, for example PALIMPSEST_DATABASE_URL.",
            "In a checkout, ./palimpsest bench measures the parts; ./palimpsest bench --help says how."})
final class PalimpsestCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
