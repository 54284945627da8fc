package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.evaluation.retrieval.AssociationEvaluation;
import palimpsest.evaluation.retrieval.AssociationEvaluation.Figures;
import palimpsest.evaluation.retrieval.RetrievalEvaluation;
import palimpsest.memory.retrieve.PassageLinks;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.Output;
import palimpsest.runtime.cli.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "association", mixinStandardHelpOptions = true,
        description = {"Walks through rooms of things that share no words, links what is met in a row, and looks whether a thing leads to those that belong with it.",
            "In the manner of predictive associative memory (arXiv 2602.11322). Everything is generated; the control learns the same walk in shuffled order.",
            "With --data: whether search in labelled conversations gains by links between the evidence of earlier questions."})
final class EvalAssociationCommand implements Callable<Integer> {

    private static final int FEWEST = 12;

    @Option(names = "--rooms", paramLabel = "N", defaultValue = "40", description = "Rooms of 12 things each (default ${DEFAULT-VALUE}).")
    private int rooms;

    @Option(names = "--visits", paramLabel = "N", defaultValue = "600", description = "Rooms walked through, one after another (default ${DEFAULT-VALUE}).")
    private int visits;

    @Option(names = "--data", paramLabel = "DIR", description = "Conversations in the format of LoCoMo, in place of rooms.")
    private Path data;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "With --data: ask N questions only, taken evenly over all.")
    private int limit;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Mixin
    private DisposableRuntime database;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rooms < FEWEST || visits < 1) {
            throw new CommandFailed(ExitCode.USAGE, "--rooms must be at least " + FEWEST + ", --visits at least 1.");
        }
        if (data != null) {
            return conversations();
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

    private int conversations() throws IOException, InterruptedException {
        var progress = new Progress(quiet);
        try {
            List<LocomoConversation> conversations = LocomoFiles.read(data);
            SequencedMap<String, Double> figures = database.with(context -> context.getBean(RetrievalEvaluation.class).learnedLinks(conversations,
                    context.getBean(RetrievalSystems.class).all().get("associative").forQuestionsAbout(""), context.getBean(PassageLinks.class), limit,
                    line -> progress.line("%s", line)));
            System.out.println(json ? Output.json(figures) : figures.entrySet().stream().map(entry -> String.format(Locale.ROOT, "%-26s%.4f", entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining("\n")));
            return 0;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(palimpsest.runtime.cli.ExitCode.NO_INPUT, e.getMessage());
        }
    }
}
