package palimpsest.evaluation.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import palimpsest.evaluation.gate.GateCurve;
import palimpsest.evaluation.gate.GateCurve.Point;
import palimpsest.evaluation.gate.GateEvaluation;
import palimpsest.evaluation.gate.GateEvaluation.Result;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.gate.FittedGate;
import palimpsest.memory.gate.GateProfile;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "gate", mixinStandardHelpOptions = true,
        description = {"Measures the memory gate on conversations in LoCoMo's format: how many turns it keeps, and how many of those that",
            "questions name as evidence. Needs no database. With --fit it fits a profile to the data first, and measures that."})
final class EvalGateCommand implements Callable<Integer> {

    private static final double AIM = 0.97;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Conversations, one JSON file each (or one file).")
    private Path data;

    @Option(names = "--profile", paramLabel = "FILE", description = "Measure this profile in place of the one that comes with the product, or locomo: the shipped one "
            + "that is fitted on LoCoMo.")
    private String profileName;

    @Option(names = "--threshold", paramLabel = "P", description = "Probability from which a turn is kept, in place of the profile's.")
    private Double threshold;

    @Option(names = "--fit", paramLabel = "FILE", description = "Fit a profile and write it to this file: to all of the data, or in its place to made-up conversations (--written, --generated).")
    private Path fit;

    @Mixin
    private NobodysConversations nobodys;

    @Option(names = "--name", paramLabel = "TEXT", defaultValue = "own", description = "Name of the fitted profile (default: own).")
    private String name;

    @Mixin
    private FittedData fittedData;

    @Option(names = "--penalty", paramLabel = "P", description = "With --fit: L2 of each feature (default: 20). Few turns that are told apart without error need more, or every score is near 0 or 1.")
    private Double penalty;

    @Option(names = "--share", paramLabel = "S", description = "With --fit: share of the turns that the thresholds keep, more than 0.25 (default: 0.55).")
    private Double share;

    @Option(names = "--embedding", paramLabel = "MODEL", description = "Embedding model, or none (default: the profile's).")
    private String embedding;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        List<LocomoConversation> conversations;
        GateProfile profile;
        try {
            conversations = LocomoFiles.read(data);
            profile = GateProfile.named(profileName);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
        String model = embedding == null ? profile.embeddingModel() : embedding;
        var evaluation = new GateEvaluation(conversations, model.equals("none") ? null : embed(model));
        if (evaluation.evidence() == 0) {
            throw new CommandFailed(ExitCode.NO_INPUT, "No question in " + data + " names a turn as evidence: there is nothing to measure.");
        }
        if (fit != null) {
            List<LocomoConversation> madeUp = nobodys.read();
            profile = madeUp.isEmpty() ? fit(evaluation, conversations.size(), model)
                    : fit(new GateEvaluation(madeUp, model.equals("none") ? null : embed(model)), madeUp.size(), model);
        }
        SequencedMap<String, Object> report = report(evaluation, conversations, profile);
        if (json) {
            System.out.println(Output.json(report));
        } else {
            print(report);
        }
        return 0;
    }

    private Function<List<String>, List<float[]>> embed(String model) {
        Embedder embedder;
        try {
            embedder = EmbeddingModels.byId(model);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
        // one at a time: a batch would be padded to its longest text
        return texts -> texts.stream().map(text -> embedder.passages(List.of(text)).getFirst()).toList();
    }

    private GateProfile fit(GateEvaluation evaluation, int conversations, String model) {
        if (share != null && !(share > 0.25 && share < 0.98)) {
            throw new CommandFailed(ExitCode.NO_INPUT, "--share is a share of the turns, over 0.25 and under 0.98.");
        }
        if (model.equals("none")) {
            throw new CommandFailed(ExitCode.NO_INPUT, "A profile is fitted with embeddings: leave --embedding none out.");
        }
        String fittedOn = fittedData.described(String.format(Locale.ROOT, "%d conversations, %d turns, %d of them evidence (palimpsest eval gate --fit)", conversations,
                evaluation.turns(), evaluation.evidence()));
        GateProfile fitted = evaluation.fit(name, fittedOn, fittedData.licence(), model, penalty, share);
        fitted.write(fit);
        return fitted;
    }

    private SequencedMap<String, Object> report(GateEvaluation evaluation, List<LocomoConversation> conversations, GateProfile profile) {
        Result shipped = evaluation.profile(profile, threshold, true);
        var report = result(shipped);
        report.put("profile", profile.name());
        report.put("conversations", conversations.size());
        report.put("seen_conversations", evaluation.seenBy(profile));
        report.put("turns", evaluation.turns());
        report.put("evidence_turns", evaluation.evidence());
        report.put("us_per_turn", evaluation.microsPerTurn(new FittedGate(profile, threshold)));
        report.put("gate_alone", result(evaluation.profile(profile, threshold, false)));
        boolean several = conversations.size() > 1;
        report.put("leave_one_out", several ? result(evaluation.leaveOneOut(false)) : null);
        report.put("leave_one_out_clusters", several ? result(evaluation.leaveOneOut(true)) : null);
        report.put("baselines", Output.map("keep_everything", Output.map("kept", 1.0, "evidence_kept", 1.0),
                "keep_longest", curve(evaluation.longest()), "random", curve(evaluation.random(1))));
        return report;
    }

    private static SequencedMap<String, Object> result(Result result) {
        var map = point(result.atThreshold());
        map.put("embedded", result.embedded());
        map.put("calls", result.calls());
        map.putAll(curve(result.curve()));
        return map;
    }

    private static SequencedMap<String, Object> curve(GateCurve curve) {
        return Output.map("auc", curve.auc(), "kept_for_97_percent", curve.keptFor(AIM), "curve", curve.points().stream().map(EvalGateCommand::point).toList());
    }

    /** Category 5 asks for what is not there: its evidence is told apart and counts nowhere else. */
    private static SequencedMap<String, Object> point(Point point) {
        var categories = Output.map();
        point.byCategory().forEach((category, share) -> categories.put(category == 5 ? "adversarial" : String.valueOf(category), share));
        return Output.map("kept", point.kept(), "evidence_kept", point.evidenceKept(), "by_category", categories);
    }

    @SuppressWarnings("unchecked")
    private static void print(Map<String, Object> report) {
        System.out.printf(Locale.ROOT, "%s conversations, %s turns, %s of them evidence for questions of categories 1 to 4%n", report.get("conversations"),
                report.get("turns"), report.get("evidence_turns"));
        System.out.printf(Locale.ROOT, "%-36s %6s %8s %9s %9s %6s  %s%n", "", "AUC", "kept", "evidence", "embedded", "calls", "evidence kept in 0.25  0.40  0.55  0.70  0.85 of the turns; turns for 97 %");
        line("profile " + report.get("profile"), report);
        line("  … the gate alone", (Map<String, Object>) report.get("gate_alone"));
        line("fitted without the conversation", (Map<String, Object>) report.get("leave_one_out"));
        line("  … with clusters and criteria", (Map<String, Object>) report.get("leave_one_out_clusters"));
        var baselines = (Map<String, Map<String, Object>>) report.get("baselines");
        line("keep longest", baselines.get("keep_longest"));
        line("random", baselines.get("random"));
        System.out.printf(Locale.ROOT, "%-36s %6s %8.3f %9.3f %9.3f %6.3f%n", "keep everything", "", 1.0, 1.0, 1.0, 1.0);
        categories("profile", report);
        categories("fitted without", (Map<String, Object>) report.get("leave_one_out_clusters"));
        System.out.printf(Locale.ROOT, "%.0f µs a turn for the gate, which sees no embedding%n", (double) report.get("us_per_turn"));
        if ((long) report.get("seen_conversations") > 0) {
            System.out.printf("The profile was fitted on %s of these conversations: for unseen ones the line below it counts.%n", report.get("seen_conversations"));
        }
    }

    @SuppressWarnings("unchecked")
    private static void line(String what, Map<String, Object> result) {
        if (result == null) {
            return;
        }
        var curve = (List<Map<String, Object>>) result.get("curve");
        var at = new StringBuilder();
        for (double share : new double[] {0.25, 0.40, 0.55, 0.70, 0.85}) {
            at.append(String.format(Locale.ROOT, "%6.3f", (double) curve.get((int) Math.round(share * curve.size()) - 1).get("evidence_kept")));
        }
        System.out.printf(Locale.ROOT, "%-36s %6.3f %8s %9s %9s %6s  %17s%s  %.2f%n", what, (double) result.get("auc"), share(result.get("kept")),
                share(result.get("evidence_kept")), share(result.get("embedded")), share(result.get("calls")), "", at, (double) result.get("kept_for_97_percent"));
    }

    private static String share(Object value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.3f", (double) value);
    }

    @SuppressWarnings("unchecked")
    private static void categories(String what, Map<String, Object> result) {
        if (result != null) {
            var line = new StringBuilder("by category, " + what + ":");
            ((Map<String, Object>) result.get("by_category")).forEach((category, share) -> line.append(' ').append(category).append(' ').append(share(share)));
            System.out.println(line);
        }
    }
}
