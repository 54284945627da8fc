package palimpsest.evaluation.command;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import palimpsest.memory.eval.AssociationEvaluation;
import palimpsest.memory.eval.AssociationEvaluation.Figures;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.Output;
import palimpsest.runtime.cli.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "association", mixinStandardHelpOptions = true,
        description = {"Walks through rooms of things that share no words, links what is met in a row, and looks whether a thing leads to those that belong with it.",
            "In the manner of predictive associative memory (arXiv 2602.11322). Everything is generated; the control learns the same walk in shuffled order."})
final class EvalAssociationCommand implements Callable<Integer> {

    private static final int FEWEST = 12;

    @Option(names = "--rooms", paramLabel = "N", defaultValue = "40", description = "Rooms of 12 things each (default ${DEFAULT-VALUE}).")
    private int rooms;

    @Option(names = "--visits", paramLabel = "N", defaultValue = "600", description = "Rooms walked through, one after another (default ${DEFAULT-VALUE}).")
    private int visits;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Mixin
    private OwnDatabase database;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rooms < FEWEST || visits < 1) {
            throw new CommandFailed(ExitCode.USAGE, "--rooms must be at least " + FEWEST + ", --visits at least 1.");
        }
        database.unlessSet("palimpsest.embedding.enabled", "false"); // invented words mean nothing
        var progress = new Progress(quiet);
        Figures figures = database.with(context -> {
            RetrievalSystems systems = context.getBean(RetrievalSystems.class);
            return context.getBean(AssociationEvaluation.class).run(systems.all().get("lexical+associative").forQuestionsAbout(""),
                    systems.all().get("lexical").forQuestionsAbout(""), rooms, visits, line -> progress.line("%s", line));
        });
        double falls = figures.acrossRooms() == 0 ? 0 : 1 - figures.shuffled() / figures.acrossRooms();
        System.out.println(json ? Output.json(Output.map("precision@1", figures.precisionAt1(), "across_rooms_recall@20", figures.acrossRooms(),
                "without_links_recall@20", figures.without(), "shuffled_recall@20", figures.shuffled(), "falls_by", falls))
                : String.format(Locale.ROOT, "association precision@1   %.3f%nrecall@20 across rooms    %.3f%n  without links           %.3f%n  time shuffled           %.3f (falls by %.0f %%)",
                        figures.precisionAt1(), figures.acrossRooms(), figures.without(), figures.shuffled(), 100 * falls));
        return 0;
    }
}
