package palimpsest.evaluation.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import palimpsest.evaluation.verification.TextEvaluation.Part;
import palimpsest.evaluation.verification.TextEvaluation.Result;
import palimpsest.evaluation.verification.TextEvaluation.Share;
import palimpsest.runtime.cli.Output;

/** Prints what was measured on texts of others. */
final class TextResults {

    private TextResults() {}

    /** Whether a folder holds files that may be statutes. */
    static boolean statutes(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().matches("(?i).*\\.(md|markdown|txt|xml|akn)"));
        }
    }

    static void print(List<Result> results, boolean json) {
        if (json) {
            List<Object> all = new ArrayList<>();
            results.forEach(result -> all.add(Output.map("name", result.name(), "threshold", result.threshold(), "fit", json(result.fit()), "report", json(result.report()))));
            System.out.println(Output.json(Output.map("results", all)));
            return;
        }
        for (Result result : results) {
            System.out.printf("%n%s%n%-22s %16s %16s%n", result.name(), "", "for fitting", "reported");
            Map<String, Share[]> kinds = new LinkedHashMap<>();
            result.fit().altered().forEach((kind, share) -> kinds.computeIfAbsent(kind, key -> new Share[] {none(), none()})[0] = share);
            result.report().altered().forEach((kind, share) -> kinds.computeIfAbsent(kind, key -> new Share[] {none(), none()})[1] = share);
            kinds.forEach((kind, shares) -> line(kind, shares[0], shares[1]));
            line("altered, all", result.fit().found(), result.report().found());
            line("false alarms", result.fit().clean(), result.report().clean());
            if (result.threshold() != null) {
                line("answering passed", result.fit().passed(), result.report().passed());
                line("unrelated refused", result.fit().refused(), result.report().refused());
                System.out.printf(Locale.ROOT, "%-22s %16.3f %16.3f   (threshold %.2f)%n", "AUC of relevance", result.fit().auc(), result.report().auc(), result.threshold());
            }
        }
    }

    private static Share none() {
        return new Share(0, 0);
    }

    private static void line(String name, Share fit, Share report) {
        System.out.printf(Locale.ROOT, "%-22s %16s %16s   %.3f%n", name, fit.failed() + " of " + fit.n(), report.failed() + " of " + report.n(), report.value());
    }

    private static Object json(Part part) {
        var kinds = new LinkedHashMap<String, Object>();
        part.altered().forEach((kind, share) -> kinds.put(kind, json(share)));
        return Output.map("altered", kinds, "found", json(part.found()), "false_alarms", json(part.clean()), "auc", part.auc(), "answering_passed",
                part.passed() == null ? null : json(part.passed()), "unrelated_refused", part.refused() == null ? null : json(part.refused()));
    }

    private static Object json(Share share) {
        return Output.map("n", share.n(), "share", share.value(), "failed", share.failed());
    }
}
