package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.evaluation.retrieval.MemoryEvaluation;
import palimpsest.evaluation.retrieval.MemoryReport;
import palimpsest.evaluation.retrieval.MemoryReport.Figures;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Output;
import palimpsest.runtime.cli.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "memory", mixinStandardHelpOptions = true,
        description = {"Takes LoCoMo-format conversations into long-term memory, each as one subject's, and looks what it finds of the evidence for labelled",
            "questions: with all its parts, with each off in turn, beside the whole history and plain file search; then the gate's choice of turns beside",
            "as many chosen otherwise. Rules of meta-memory change what stands in front of a question; what they do to answers needs a language model.",
            "A database of this run's own is used (or, with --database-url, tenants of its own, removed at the end)."})
final class EvalMemoryCommand implements Callable<Integer> {

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Directory of conversations (*.json), or one of them.")
    private Path data;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "Ask N questions, taken evenly over all; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Mixin
    private DisposableRuntime database;

    @Override
    public Integer call() throws InterruptedException, IOException {
        var progress = new Progress(quiet);
        MemoryReport report;
        try {
            List<LocomoConversation> conversations = LocomoFiles.read(data);
            report = database.with(context -> context.getBean(MemoryEvaluation.class).run(conversations, limit, line -> progress.line("%s", line)));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
        if (json) {
            System.out.println(Output.json(json(report)));
        } else {
            print(report);
        }
        return 0;
    }

    private static SequencedMap<String, Object> json(MemoryReport report) {
        var systems = Output.map();
        report.systems().forEach((name, figures) -> systems.put(name, json(name, figures)));
        var stored = Output.map("turns", report.kept());
        report.equalStorage().forEach((name, one) -> stored.put(name, Output.map("evidence_stored", one.evidence(), "recall@10", one.recall10())));
        var ingestion = report.ingestion();
        return Output.map("systems", systems, "equal_storage", stored,
                "ingestion", Output.map("turns_per_second", ingestion.withGate(), "without_gate", ingestion.withoutGate(), "embedding_ms_per_turn", ingestion.embeddingMillis()),
                "kept", report.kept(), "turns", report.turns(), "questions", report.questions(), "conversations", report.conversations());
    }

    /** The whole history has no order: all of the evidence is in it, wherever. */
    private static SequencedMap<String, Object> json(String name, Figures figures) {
        boolean ordered = !Double.isNaN(figures.mrr());
        return Output.map("recall@5", ordered ? figures.recall5() : null, "recall@10", ordered ? figures.recall10() : null,
                "recall@20", ordered ? figures.recall20() : null, "mrr", ordered ? figures.mrr() : null, "evidence", ordered ? null : 1.0,
                "tokens", figures.tokens(), "share_of_history", figures.share(), "records", figures.records(), "ms_p50", figures.millis());
    }

    private static void print(MemoryReport report) {
        System.out.printf(Locale.ROOT, "%,d questions about %d conversations; the gate kept %,d of %,d turns%n%n", report.questions(), report.conversations(), report.kept(),
                report.turns());
        System.out.printf("%-16s %9s %9s %9s %9s %9s %9s %9s %7s%n", "", "recall@5", "recall@10", "recall@20", "mrr", "tokens", "share", "records", "ms");
        report.systems().forEach((name, one) -> System.out.printf(Locale.ROOT, "%-16s %9.3f %9.3f %9.3f %9.3f %9.0f %9.3f %9d %7.1f%n", name, one.recall5(),
                one.recall10(), one.recall20(), one.mrr(), one.tokens(), one.share(), one.records(), one.millis()));
        System.out.printf("%n%,d turns stored, chosen by:%n", report.kept());
        report.equalStorage().forEach((name, one) -> System.out.printf(Locale.ROOT, "%-16s %.3f of the evidence stored, recall@10 %.3f%n", name, one.evidence(), one.recall10()));
        System.out.printf(Locale.ROOT, "%n%.0f turns a second are taken in, %.0f without the gate; embedding takes %.1f ms of each%n", report.ingestion().withGate(),
                report.ingestion().withoutGate(), report.ingestion().embeddingMillis());
    }
}
