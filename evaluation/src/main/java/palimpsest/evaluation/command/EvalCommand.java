package palimpsest.evaluation.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "eval", mixinStandardHelpOptions = true, description = "Measures parts of the product on labelled data.",
        subcommands = {EvalRetrievalCommand.class, EvalAssociationCommand.class, EvalGateCommand.class, EvalMemoryCommand.class, EvalChatCommand.class, EvalVerifyCommand.class,
            EvalDocumentsCommand.class}, synopsisSubcommandLabel = "WHAT")
final class EvalCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to measure: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
