package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.springframework.util.FileSystemUtils;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.evaluation.squad.SquadFile;
import palimpsest.evaluation.verification.AbsenceCurve;
import palimpsest.evaluation.verification.AbsenceCurve.Asked;
import palimpsest.evaluation.verification.AbsenceCurve.Point;
import palimpsest.evaluation.verification.KnowledgeCases;
import palimpsest.evaluation.verification.RelevanceFit;
import palimpsest.evaluation.verification.RelevanceScores;
import palimpsest.evaluation.verification.TextEvaluation;
import palimpsest.evaluation.verification.VerificationCases;
import palimpsest.evaluation.verification.VerificationEvaluation;
import palimpsest.evaluation.verification.VerificationEvaluation.Report;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.pack.statute.StatuteImport;
import palimpsest.memory.rerank.QRRanker;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Output;
import palimpsest.runtime.cli.Progress;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.absence.AbsenceProfile;
import palimpsest.runtime.verify.absence.AnswerFeatures;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.KnowledgeChecks;
import palimpsest.runtime.verify.relevance.PassageRelevance;
import palimpsest.runtime.verify.relevance.RelevanceCheck;
import palimpsest.runtime.verify.relevance.RelevanceProfile;
import palimpsest.runtime.verify.relevance.RerankedRelevance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "verify", mixinStandardHelpOptions = true,
        description = {"A smoke test of the verifier on cases that it generates from made-up texts: of each kind of mistake how many are found, how often",
            "something right is called wrong, and the milliseconds of one verification. Needs no database and no language model.",
            "With --data it measures on texts of others."})
final class EvalVerifyCommand implements Callable<Integer> {

    /** Points of the curve from one printed line to the next. */
    private static final int SHOWN = 5;

    @Option(names = "--cases", paramLabel = "N", defaultValue = "200", description = "Cases of each kind (default: ${DEFAULT-VALUE}).")
    private int each;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Another seed makes other texts (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--missed", paramLabel = "N", defaultValue = "0", description = "Also print N cases that were judged wrongly.")
    private int missed;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--data", paramLabel = "DIR", description = "Texts with questions in SQuAD's format, or statutes: alters true sentences of them, pairs questions "
            + "with paragraphs, and prints what is found, what is a false alarm and how well relevance tells apart, of every second text. Or conversations in LoCoMo's format: asks the default "
            + "agent their questions and prints how many without an answer are refused, and how many right answers are kept, by threshold, fitted without the conversation.")
    private Path data;

    @Mixin
    private NobodysConversations nobodys;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "With conversations: N questions only, taken evenly over all.")
    private int limit;

    @Option(names = "--fit", paramLabel = "FILE", description = "With conversations: fit to all of it, and write the profile to this file (palimpsest.verify.absence-profile).")
    private Path fit;

    @Option(names = "--keeping", paramLabel = "SHARE", defaultValue = "0.9", description = "With conversations: share of the right answers that the fitted threshold keeps "
            + "(default: ${DEFAULT-VALUE}). Nearly all of made-up ones, which are told apart more easily than people's.")
    private double keeping;

    @Option(names = "--fit-relevance", paramLabel = "FILE", description = "With conversations, in place of asking: fit the thresholds of relevance to turns with and "
            + "without the answer, and write them to this file.")
    private Path fitRelevance;

    @Option(names = "--passing", paramLabel = "SHARE", defaultValue = "" + RelevanceFit.PASSING, description = "With --fit-relevance: share of the turns with an answer that the thresholds "
            + "pass (default: ${DEFAULT-VALUE}). All of made-up ones, whose questions share more words with the answer than people's do.")
    private double passing;

    @Mixin
    private FittedData fittedData;

    @Mixin
    private DisposableRuntime database;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(passing > 0 && passing <= 1 && keeping > 0 && keeping <= 1)) {
            throw new CommandFailed(ExitCode.NO_INPUT, "--passing and --keeping are shares, over 0 and up to 1.");
        }
        List<LocomoConversation> madeUp = nobodys.read();
        if (!madeUp.isEmpty()) {
            return absent(madeUp);
        }
        if (data != null) {
            return !SquadFile.among(data).isEmpty() || TextResults.statutes(data) ? texts() : absent(madeUp);
        }
        if (each < 1) {
            throw new CommandFailed(ExitCode.NO_INPUT, "--cases must be at least 1.");
        }
        List<VerificationCases> sources = new ArrayList<>(List.of(new KnowledgeCases(verifier())));
        ServiceLoader.load(VerificationCases.class).forEach(sources::add);
        Report report = new VerificationEvaluation(sources).run(seed, each);
        if (json) {
            System.out.println(Output.json(json(report)));
        } else {
            print(report);
        }
        return 0;
    }

    private int texts() throws IOException {
        var evaluation = new TextEvaluation(each, seed);
        var progress = new Progress(json);
        List<TextEvaluation.Result> results = new ArrayList<>();
        for (SquadFile file : SquadFile.among(data)) {
            progress.line("%s", file.name());
            boolean ideographic = file.articles().getFirst().text().codePoints().anyMatch(Character::isIdeographic);
            results.add(evaluation.of(file.name(), file.articles(), meaning(ideographic ? EmbeddingModels.BGE_SMALL_ZH : EmbeddingModels.BGE_SMALL_EN)));
        }
        if (TextResults.statutes(data)) {
            Path pack = Files.createTempDirectory("palimpsest-eval");
            try {
                Pack imported = StatuteImport.run(data, pack, "eval", null).pack();
                for (Law law : imported.laws()) {
                    progress.line("%s", law.name());
                    results.add(evaluation.of(imported, law));
                }
            } finally {
                FileSystemUtils.deleteRecursively(pack);
            }
        }
        TextResults.print(results, json);
        evaluation.missed().stream().limit(missed).forEach(one -> System.out.println("\n" + one));
        return 0;
    }

    private int absent(List<LocomoConversation> madeUp) throws IOException, InterruptedException {
        var progress = new Progress(json);
        try {
            List<LocomoConversation> conversations = madeUp.isEmpty() ? LocomoFiles.read(data) : madeUp;
            if (conversations.size() < 2) {
                throw new CommandFailed(ExitCode.NO_INPUT, "Two conversations at least are needed" + (data == null ? "" : " in " + data) + ": each is judged by a fit to the others.");
            }
            database.unlessSet("palimpsest.verify.absence-threshold", "0"); // what is measured is put on top
            if (fitRelevance != null) {
                return relevance(conversations, progress);
            }
            List<Asked> asked = database.with(context -> {
                try (var answers = new AgentAnswers(context, message -> progress.line("%s", message))) {
                    return answers.to(conversations, limit);
                }
            });
            if (fit != null) {
                AbsenceCurve.fit(asked, keeping, fittedData.described("%d conversations, %d questions (palimpsest eval verify --fit)".formatted(conversations.size(), asked.size())), fittedData.licence()).write(fit);
            }
            print(asked, AbsenceCurve.leaveOneOut(asked), List.of(shipped("shipped", AbsenceProfile.bundled(), asked), shipped("locomo", AbsenceProfile.locomo(), asked)));
            return 0;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
    }

    private int relevance(List<LocomoConversation> conversations, Progress progress) {
        List<RelevanceFit.Labelled> labelled;
        try (QRRanker reranker = QRRanker.open(ModelFiles.bundled(RerankProfile.ENCODER), RerankProfile.bundled(), "")) {
            var words = new PassageRelevance(null, null);
            var turns = new RelevanceScores(words, meaning(), new RerankedRelevance(reranker, words));
            labelled = conversations.stream().flatMap(conversation -> {
                progress.line("Conversation %s", conversation.name());
                return turns.of(conversation).stream();
            }).toList();
        }
        RelevanceProfile fitted = RelevanceFit.fit(labelled, passing, fittedData.described("%d conversations, %d turns (palimpsest eval verify --fit-relevance)".formatted(conversations.size(),
                labelled.size())), fittedData.licence());
        fitted.write(fitRelevance);
        System.out.println(json ? Output.json(fitted) : "Thresholds: %.2f by words, %.2f by words and meaning, %.2f by the reranker; on conversations left out: %s".formatted(
                fitted.words(), fitted.meaning(), fitted.reranked(), fitted.crossValidated()));
        return 0;
    }

    private static PassageRelevance meaning() {
        return meaning(EmbeddingModels.BGE_SMALL_EN);
    }

    private static PassageRelevance meaning(String model) {
        Embedder embedder = EmbeddingModels.byId(model);
        return new PassageRelevance(embedder::query, text -> embedder.passages(List.of(text)).getFirst());
    }

    private static List<?> points(AbsenceCurve curve) {
        return curve.points().stream().map(EvalVerifyCommand::point).toList();
    }

    /** What a shipped profile refuses and keeps. @param point at its own threshold */
    private record Shipped(String name, AbsenceCurve curve, Point point) {}

    private static Shipped shipped(String name, AbsenceProfile profile, List<Asked> asked) {
        boolean dense = asked.stream().map(Asked::features).filter(Objects::nonNull).anyMatch(features -> !features.equals(AnswerFeatures.withoutMeaning(features)));
        AbsenceProfile used = dense ? profile : profile.withoutEmbeddings();
        AbsenceCurve curve = AbsenceCurve.of(asked, used);
        return new Shipped(name, curve, curve.points().get((int) Math.round(used.threshold() * (curve.points().size() - 1))));
    }

    private void print(List<Asked> asked, AbsenceCurve curve, List<Shipped> shipped) {
        long others = asked.stream().filter(one -> !one.absent()).count();
        Point chosen = curve.keeping(keeping);
        if (json) {
            System.out.println(Output.json(Output.map("absent", curve.absent(), "others", others, "answered_rightly", curve.right(), "auc", curve.auc(),
                    "without_check", point(curve.untouched()), "keeping", point(chosen), "curve", points(curve),
                    "profiles", shipped.stream().map(one -> Output.map("name", one.name(), "auc", one.curve().auc(), "at", point(one.point()), "curve", points(one.curve()))).toList())));
            return;
        }
        System.out.printf(Locale.ROOT, "%d questions without an answer, %d answered rightly of %d others; AUC %.3f%n%n%10s %10s %10s%n", curve.absent(), curve.right(),
                others, curve.auc(), "threshold", "refused", "kept");
        IntStream.range(0, curve.points().size()).filter(i -> i % SHOWN == 0).mapToObj(curve.points()::get).forEach(EvalVerifyCommand::print);
        System.out.printf(Locale.ROOT, "%nkeeping %.1f %% of what is answered rightly:%n", 100 * keeping);
        print(chosen);
        System.out.println("\nby the profiles that come with the product, at their thresholds (locomo was fitted on LoCoMo):");
        shipped.forEach(one -> {
            System.out.printf(Locale.ROOT, "%s, AUC %.3f%n", one.name(), one.curve().auc());
            print(one.point());
        });
    }

    private static void print(Point point) {
        System.out.printf(Locale.ROOT, "%10.2f %10.3f %10.3f%n", point.threshold(), point.refused(), point.kept());
    }

    private static Object point(Point point) {
        return Output.map("threshold", point.threshold(), "refused", point.refused(), "kept", point.kept());
    }

    private static Verifier verifier() {
        List<Check> checks = new ArrayList<>(KnowledgeChecks.all());
        checks.add(new RelevanceCheck(meaning(), RelevanceProfile.bundled().meaning()));
        return new CheckingVerifier(checks, VerificationBudget.Limits.DEFAULT);
    }

    private static Object json(Report report) {
        var kinds = new LinkedHashMap<String, Object>();
        report.kinds().forEach((name, kind) -> kinds.put(name, Output.map("detected", kind.failed(), "n", kind.n())));
        return Output.map("kinds", kinds, "false_alarms", report.falseAlarms(), "ms_p50", report.msP50());
    }

    private void print(Report report) {
        System.out.printf("%-20s %8s %8s %8s%n", "", "failed", "unknown", "of");
        report.kinds().forEach((name, kind) -> System.out.printf("%-20s %8d %8d %8d%n", name, kind.failed(), kind.unknown(), kind.n()));
        System.out.printf(Locale.ROOT, "%nfalse alarms %.2f %%, %.2f ms a verification (median)%n", 100 * report.falseAlarms(), report.msP50());
        report.missed().stream().limit(missed).forEach(one -> System.out.printf("%n%s: %s%n  found %s%n", one.kind(), one.subject(),
                one.verifier().verify(one.subject(), one.facts()).json()));
    }
}
