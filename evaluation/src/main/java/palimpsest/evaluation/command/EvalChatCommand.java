package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.evaluation.retrieval.Asked;
import palimpsest.evaluation.retrieval.EvaluationTenant;
import palimpsest.evaluation.verification.AbsenceCurve;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Output;
import palimpsest.runtime.cli.Progress;
import palimpsest.runtime.verify.absence.AbsenceProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "chat", mixinStandardHelpOptions = true,
        description = {"Takes LoCoMo-format conversations into the long-term memory of one user each and asks the default agent the labelled questions, each in a",
            "new conversation without documents. Right: an answer cites a turn that holds the answer. Refused: nothing is found where nothing is said of it.",
            "Beside it, the same questions with recall off, the reranker off, a gate that keeps everything, and the whole conversation as a document.",
            "A database of this run's own is used (or, with --database-url, tenants of its own, removed at the end)."})
final class EvalChatCommand implements Callable<Integer> {

    /** Share of right answers that the fitted threshold keeps: on conversations 26, 30 and 41, left out in turn, 0.8 of those without an answer are refused at it. */
    private static final double KEPT = 0.93;
    private static final Map<String, String> JUDGED_BY_NONE = Map.of("palimpsest.verify.absence-threshold", "1e-9");

    @Option(names = "--data", paramLabel = "DIR", description = "Directory of conversations (*.json), or one of them.")
    private Path data;

    @Mixin
    private NobodysConversations nobodys;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "Ask N questions, taken evenly over all; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--alone", description = "Measure the default agent only, nothing beside it.")
    private boolean alone;

    @Option(names = "--answers", paramLabel = "FILE", description = "Write each answer to FILE, one JSON object a line, with what was recalled for it.")
    private Path answers;

    @Option(names = "--fit", paramLabel = "FILE", description = "Ask the default agent only, give each answer that is worth a check, fit the check of absence for memory to them, and write it "
            + "into the profile FILE, which eval verify --fit wrote; where there is none, beside the other numbers of the product's own (palimpsest.verify.absence-profile).")
    private Path fit;

    @Mixin
    private FittedData fittedData;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Mixin
    private DisposableRuntime database;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Map<ChatSystem, ChatReport> reports;
        try {
            reports = reports(Asked.ofAll(conversations(), limit), new Progress(quiet));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
        if (json) {
            SequencedMap<String, Object> printed = json(reports.get(ChatSystem.MEMORY));
            var beside = Output.map();
            reports.forEach((system, report) -> {
                if (system != ChatSystem.MEMORY) {
                    beside.put(system.label(), json(report));
                }
            });
            printed.put("beside", beside);
            System.out.println(Output.json(printed));
        } else {
            print(reports);
        }
        return 0;
    }

    private List<LocomoConversation> conversations() {
        List<LocomoConversation> madeUp = nobodys.read();
        if (madeUp.isEmpty() == (data == null)) {
            throw new CommandFailed(ExitCode.NO_INPUT, "Name conversations by --data, or made-up ones by --written or --generated N.");
        }
        return data == null ? madeUp : LocomoFiles.read(data);
    }

    private Map<ChatSystem, ChatReport> reports(List<Asked> questions, Progress progress) throws InterruptedException, IOException {
        List<LocomoConversation> about = questions.stream().map(Asked::conversation).distinct().toList();
        var sources = new EnumMap<ChatSystem.Source, ChatSources>(ChatSystem.Source.class);
        var reports = new EnumMap<ChatSystem, ChatReport>(ChatSystem.class);
        var lines = new ArrayList<String>();
        List<ChatSystem> systems = alone || fit != null ? List.of(ChatSystem.MEMORY) : List.of(ChatSystem.values());
        try (var opened = database.open()) {
            for (ChatSystem system : systems) {
                ChatSources source = sources.computeIfAbsent(system.source(), ChatSources::new);
                boolean last = system == systems.getLast();
                opened.with(fit == null ? system.properties() : JUDGED_BY_NONE, context -> {
                    try {
                        List<ChatReport.Answer> given = new ChatAnswers(context, source, line -> progress.line("%s: %s", system.label(), line)).to(questions);
                        reports.put(system, ChatReport.of(given, source.kept(about)));
                        if (fit != null) {
                            fit(given, about.size());
                        }
                        given.forEach(answer -> lines.add(Output.json(json(system, answer))));
                    } finally {
                        if (last || !reports.containsKey(system)) {
                            sources.values().forEach(one -> remove(context, one));
                        }
                    }
                    return null;
                });
            }
        }
        if (answers != null) {
            Files.write(answers, lines);
        }
        return reports;
    }

    private void fit(List<ChatReport.Answer> answers, int about) {
        AbsenceProfile beside = Files.exists(fit) ? AbsenceProfile.read(fit) : AbsenceProfile.bundled();
        String what = "%d conversations, %d questions (palimpsest eval chat --fit)".formatted(about, answers.size());
        beside.withMemory(AbsenceCurve.fit(answers.stream().map(ChatReport.Answer::measured).toList(), KEPT, fittedData.described(what), fittedData.licence())).write(fit);
    }

    private static void remove(ApplicationContext context, ChatSources source) {
        new EvaluationTenant(context.getBean(JdbcClient.class), context.getBean(TransactionTemplate.class), source.tenant()).close();
    }

    private static SequencedMap<String, Object> json(ChatSystem system, ChatReport.Answer answer) {
        return Output.map("system", system.label(), "conversation", answer.conversation(), "question", answer.question(), "absent", answer.absent(),
                "outcome", answer.outcome().name().toLowerCase(Locale.ROOT), "answer", answer.text(), "evidence", answer.evidence(), "recalled", answer.recalled(), "tokens", answer.tokens(), "ms", answer.millis());
    }

    private static SequencedMap<String, Object> json(ChatReport report) {
        return Output.map("questions", report.questions(), "right", report.right(), "not_found", report.notFound(), "wrong", report.wrong(),
                "refused_absent", report.refusedAbsent(), "kept", report.kept(), "tokens_p50", report.tokens(), "ms_p50", report.millis());
    }

    private static void print(Map<ChatSystem, ChatReport> reports) {
        System.out.printf("%,d questions%n%n%-14s %8s %10s %8s %15s %8s %8s %8s%n", reports.get(ChatSystem.MEMORY).questions(), "", "right", "not found", "wrong",
                "absent refused", "kept", "tokens", "ms");
        reports.forEach((system, report) -> System.out.printf(Locale.ROOT, "%-14s %8.3f %10.3f %8.3f %15.3f %8.3f %8d %8d%n", system.label(), report.right(),
                report.notFound(), report.wrong(), report.refusedAbsent(), report.kept(), report.tokens(), report.millis()));
    }
}
