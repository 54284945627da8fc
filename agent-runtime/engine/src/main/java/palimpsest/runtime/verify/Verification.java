package palimpsest.runtime.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What was found of one subject.
 *
 * @param findings in the order of the checks
 */
public record Verification(List<Finding> findings) {

    /** Of what failed, the findings that the model is told in full. */
    private static final int MAX_TOLD = 5;
    /** Of a claim or its evidence, in code points, as the model is told. */
    private static final int MAX_LENGTH = 400;

    /** Nothing was checked. */
    public static final Verification NOTHING = new Verification(List.of());

    public Verification {
        findings = List.copyOf(findings);
    }

    public boolean failed() {
        return findings.stream().anyMatch(Finding::failed);
    }

    public boolean mustBeCorrected() {
        return findings.stream().anyMatch(Finding::mustBeCorrected);
    }

    /** The verdict of a dimension: a failure outweighs what could not be decided, and that what passed. Null when it was not checked. */
    public Verdict verdict(Dimension dimension) {
        Verdict verdict = null;
        for (Finding finding : findings) {
            if (finding.dimension() == dimension && (verdict == null || weight(finding.verdict()) > weight(verdict))) {
                verdict = finding.verdict();
            }
        }
        return verdict;
    }

    private static int weight(Verdict verdict) {
        return switch (verdict) {
            case PASS -> 0;
            case UNKNOWN -> 1;
            case FAIL -> 2;
        };
    }

    /**
     * For the model, short: the dimensions that failed, and of what failed the first few, each with what to do. Empty where nothing failed: what passed or
     * could not be decided stands in the log.
     */
    public SequencedMap<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        for (Dimension dimension : Dimension.values()) {
            if (verdict(dimension) == Verdict.FAIL) {
                json.put(dimension.label(), Verdict.FAIL.label());
            }
        }
        List<Finding> failed = findings.stream().filter(Finding::failed).toList();
        if (!failed.isEmpty()) {
            json.put("findings", failed.stream().limit(MAX_TOLD).map(Verification::json).toList());
        }
        if (failed.size() > MAX_TOLD) {
            json.put("more", failed.size() - MAX_TOLD);
        }
        return json;
    }

    private static SequencedMap<String, Object> json(Finding finding) {
        var json = new LinkedHashMap<String, Object>();
        json.put("check", finding.check());
        if (!finding.claim().isEmpty()) {
            json.put("claim", shortened(finding.claim()));
        }
        json.put("evidence", shortened(finding.evidence()));
        if (finding.correction() != null) {
            json.put("what_to_do", finding.correction());
        }
        return json;
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= MAX_LENGTH ? text : text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH - 1)) + "…";
    }
}
