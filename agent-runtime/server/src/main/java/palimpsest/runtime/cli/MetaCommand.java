package palimpsest.runtime.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "meta", mixinStandardHelpOptions = true, description = "Learned rules on how to use memories: learn, look, compare, go back.",
        subcommands = {MetaEvolveCommand.class, MetaVersionCommands.ListVersions.class, MetaVersionCommands.Diff.class, MetaVersionCommands.Rollback.class},
        synopsisSubcommandLabel = "WHAT")
final class MetaCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
