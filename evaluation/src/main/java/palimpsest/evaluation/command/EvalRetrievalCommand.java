package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.evaluation.rerank.Calibration;
import palimpsest.evaluation.retrieval.RetrievalEvaluation;
import palimpsest.evaluation.retrieval.RetrievalEvaluation.Fitting;
import palimpsest.evaluation.retrieval.RetrievalReport;
import palimpsest.evaluation.retrieval.RetrievalSystem;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.rerank.Packing;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Output;
import palimpsest.runtime.cli.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "retrieval", mixinStandardHelpOptions = true,
        description = {"Asks the labelled questions of LoCoMo-format conversations and looks where the evidence turns stand among the first 50 hits.",
            "Questions of categories 1 to 4 with evidence count. recall@k is the part of a question's evidence turns among the first k, averaged "
            + "over questions; hit@5 is whether any of them is. Intervals hold 95 %% of 1000 bootstrap resamples of the questions.",
            "The conversations are stored and embedded in a database of this run's own (or, with --database-url, under a tenant of its own) "
            + "and removed at the end."})
final class EvalRetrievalCommand implements Callable<Integer> {

    private static final int HEADS = 4;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Directory of conversations (*.json), or one of them.")
    private Path data;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "Ask N questions only, taken evenly over all.")
    private int limit;

    @Option(names = "--systems", paramLabel = "NAME", split = ",", description = "Only these systems, separated by commas.")
    private List<String> only = List.of();

    @Option(names = "--leave-one-out", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Also fit the reranker on all conversations but the one asked about, for each in turn (default: true).")
    private boolean leaveOneOut;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Mixin
    private DisposableRuntime database;

    @Override
    public Integer call() throws InterruptedException, IOException {
        List<LocomoConversation> conversations = read();
        print(database.with(context -> measure(context.getBean(RetrievalEvaluation.class), context.getBean(RetrievalSystems.class), conversations)));
        return 0;
    }

    private RetrievalReport measure(RetrievalEvaluation evaluation, RetrievalSystems systems, List<LocomoConversation> conversations)
            throws InterruptedException {
        var progress = new Progress(quiet);
        try {
            SequencedMap<String, RetrievalSystem> chosen = systems.named(only);
            var calibration = new Calibration(ModelFiles.bundled(RerankProfile.ENCODER), HEADS, Packing.ALONE, message -> progress.line("%s", message));
            var fitting = new Fitting(systems.all().get("hybrid").forQuestionsAbout(""), labelled -> calibration.leaveOneOut(calibration.measure(labelled)));
            return evaluation.run(conversations, chosen, limit, leaveOneOut && chosen.containsKey("hybrid+qrranker") ? fitting : null,
                    message -> progress.line("%s", message));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
    }

    private List<LocomoConversation> read() {
        try {
            return LocomoFiles.read(data);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
    }

    private void print(RetrievalReport report) {
        if (json) {
            var systems = new LinkedHashMap<String, Object>();
            report.systems().forEach((name, figures) -> systems.put(name, json(figures)));
            System.out.println(Output.json(Output.map("systems", systems, "leave_one_out", report.leaveOneOut(), "questions", report.questions(), "conversations", report.conversations())));
            return;
        }
        report.systems().forEach((name, figures) -> {
            if (name.equals(report.systems().firstEntry().getKey())) {
                System.out.printf("%,d questions about %d conversations%n%n%-34s%s%n", report.questions(), report.conversations(), "",
                        columns(figures.means().keySet().stream().toList()) + "   ms");
            }
            System.out.printf(Locale.ROOT, "%-34s%s%7.1f%n", name, numbers(figures.means()), figures.millis());
            System.out.printf("%-34s%s%n", "  95 % from", numbers(ends(figures, 0)));
            System.out.printf("%-34s%s%n", "       to", numbers(ends(figures, 1)));
            figures.categories().forEach(category -> System.out.printf("%-34s%s%n",
                    "  category " + category.category() + " (" + category.questions() + ")", numbers(category.means())));
        });
        if (report.leaveOneOut() != null) {
            System.out.println("\nhybrid+qrranker, fitted without the conversation asked about\n" + FittedFigures.table(report.leaveOneOut()));
        }
    }

    private static SequencedMap<String, Double> ends(RetrievalReport.Figures figures, int end) {
        var ends = new LinkedHashMap<String, Double>();
        figures.ci95().forEach((measure, interval) -> ends.put(measure, interval[end]));
        return ends;
    }

    private static String columns(List<String> names) {
        return String.join("", names.stream().map(name -> String.format("%12s", name.replace("candidate_", "cand."))).toList());
    }

    private static String numbers(SequencedMap<String, Double> means) {
        return String.join("", means.values().stream().map(mean -> String.format(Locale.ROOT, "%12.3f", mean)).toList());
    }

    private static SequencedMap<String, Object> json(RetrievalReport.Figures figures) {
        var json = new LinkedHashMap<String, Object>(figures.means());
        json.put("ms_p50", figures.millis());
        json.put("ci95", figures.ci95());
        var categories = new LinkedHashMap<String, Object>();
        figures.categories().forEach(category -> {
            var means = new LinkedHashMap<String, Object>(category.means());
            means.put("questions", category.questions());
            categories.put(String.valueOf(category.category()), means);
        });
        json.put("categories", categories);
        return json;
    }
}
