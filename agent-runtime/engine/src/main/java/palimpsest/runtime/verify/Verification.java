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

    /** For the model: a verdict for each dimension that was checked, and in full what did not pass. */
    public SequencedMap<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        for (Dimension dimension : Dimension.values()) {
            Verdict verdict = verdict(dimension);
            if (verdict != null) {
                json.put(dimension.label(), verdict.label());
            }
        }
        List<SequencedMap<String, Object>> open = findings.stream().filter(finding -> finding.verdict() != Verdict.PASS).map(Verification::json).toList();
        if (!open.isEmpty()) {
            json.put("findings", open);
        }
        return json;
    }

    private static SequencedMap<String, Object> json(Finding finding) {
        var json = new LinkedHashMap<String, Object>();
        json.put("check", finding.check());
        json.put("verdict", finding.verdict().label());
        if (!finding.claim().isEmpty()) {
            json.put("claim", finding.claim());
        }
        json.put("evidence", finding.evidence());
        if (finding.correction() != null) {
            json.put("what_to_do", finding.correction());
        }
        return json;
    }
}
