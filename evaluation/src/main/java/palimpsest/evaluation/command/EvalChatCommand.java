package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Output;
import palimpsest.runtime.cli.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "chat", mixinStandardHelpOptions = true,
        description = {"Takes LoCoMo-format conversations into the long-term memory of one user each and asks the default agent the labelled questions, each in a",
            "new conversation without documents. Right: an answer cites a turn that holds the answer. Refused: nothing is found where nothing is said of it.",
            "A database of this run's own is used (or, with --database-url, a tenant of its own, removed at the end)."})
final class EvalChatCommand implements Callable<Integer> {

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Directory of conversations (*.json), or one of them.")
    private Path data;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "Ask N questions, taken evenly over all; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Mixin
    private OwnDatabase database;

    @Override
    public Integer call() throws InterruptedException, IOException {
        var progress = new Progress(quiet);
        ChatAnswers.Report report;
        try {
            List<LocomoConversation> conversations = LocomoFiles.read(data);
            report = database.with(context -> {
                try (var answers = new ChatAnswers(context, line -> progress.line("%s", line))) {
                    return answers.to(conversations, limit);
                }
            });
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
        if (json) {
            System.out.println(Output.json(Output.map("questions", report.questions(), "right", report.right(), "not_found", report.notFound(), "wrong", report.wrong(),
                    "refused_absent", report.refusedAbsent(), "kept", report.kept(), "tokens_p50", report.tokens(), "ms_p50", report.millis())));
        } else {
            System.out.printf(Locale.ROOT, "%,d questions; of those with an answer %.3f right, %.3f not found, %.3f wrong; of those without %.3f refused; %.3f of the turns kept; "
                    + "%d tokens recalled and %d ms a question (median)%n", report.questions(), report.right(), report.notFound(), report.wrong(), report.refusedAbsent(),
                    report.kept(), report.tokens(), report.millis());
        }
        return 0;
    }
}
