package palimpsest.evaluation.verification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.Verification;

/** Puts generated cases before their verifiers. */
public final class VerificationEvaluation {

    private static final int WARM_UP = 20;

    private final List<VerificationCases> sources;

    public VerificationEvaluation(List<VerificationCases> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * How a kind fared.
     *
     * @param failed  cases in which a check failed; of {@code clean} ones false alarms
     * @param unknown cases in which nothing failed and something could not be decided
     */
    public record Kind(int failed, int unknown, int n) {
        Kind plus(Verification found) {
            boolean undecided = found.findings().stream().anyMatch(finding -> finding.verdict() == Verdict.UNKNOWN);
            return new Kind(failed + (found.failed() ? 1 : 0), unknown + (!found.failed() && undecided ? 1 : 0), n + 1);
        }
    }

    /**
     * @param falseAlarms share of the clean cases in which a check failed, 0 to 1
     * @param msP50       median milliseconds of one case's verification
     * @param missed      some of the cases that were judged wrongly, for a person
     */
    public record Report(SequencedMap<String, Kind> kinds, double falseAlarms, double msP50, List<VerificationCase> missed) {}

    public Report run(long seed, int each) {
        sources.forEach(source -> source.generate(new Random(~seed), WARM_UP).forEach(one -> one.verifier().verify(one.subject(), one.facts())));
        List<VerificationCase> cases = sources.stream().flatMap(source -> source.generate(new Random(seed), each).stream()).toList();
        SequencedMap<String, Kind> kinds = new LinkedHashMap<>();
        List<VerificationCase> missed = new ArrayList<>();
        double[] millis = new double[cases.size()];
        for (int i = 0; i < cases.size(); i++) {
            VerificationCase one = cases.get(i);
            long start = System.nanoTime();
            Verification found = one.verifier().verify(one.subject(), one.facts());
            millis[i] = (System.nanoTime() - start) / 1e6;
            kinds.put(one.kind(), kinds.getOrDefault(one.kind(), new Kind(0, 0, 0)).plus(found));
            if (found.failed() == one.clean()) {
                missed.add(one);
            }
        }
        Arrays.sort(millis);
        Kind clean = kinds.getOrDefault(VerificationCase.CLEAN, new Kind(0, 0, 0));
        return new Report(kinds, clean.n() == 0 ? 0 : (double) clean.failed() / clean.n(), millis.length == 0 ? 0 : millis[millis.length / 2], missed);
    }
}
