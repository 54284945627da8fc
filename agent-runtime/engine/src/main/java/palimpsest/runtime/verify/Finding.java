package palimpsest.runtime.verify;

import java.util.List;

/**
 * What a check found of one claim.
 *
 * @param check      name of the check, such as {@code quote}
 * @param claim      what was checked, in the words of whoever made it; empty for the whole subject
 * @param evidence   where it stands, or what stands there instead, or why nothing could be decided
 * @param correction what to do about it; null unless the verdict is {@code FAIL}
 * @param place      where the evidence stands; null when it stands nowhere
 * @param lookups    what was looked up to decide it, in its order; empty for a check that looks up nothing, and in events of before there were any
 */
public record Finding(Dimension dimension, Verdict verdict, String check, String claim, String evidence, String correction, Place place, List<Lookup> lookups) {

    /**
     * A tool that a verifying model called.
     *
     * @param arguments as JSON text, and {@code result}: both may be cut
     */
    public record Lookup(String tool, String arguments, String result) {}

    public Finding {
        lookups = lookups == null ? List.of() : List.copyOf(lookups);
    }

    /** The same, decided after these. */
    public Finding after(List<Lookup> before) {
        return new Finding(dimension, verdict, check, claim, evidence, correction, place, before);
    }

    public static Finding pass(Dimension dimension, String check, String claim, String evidence, Place place) {
        return new Finding(dimension, Verdict.PASS, check, claim, evidence, null, place, List.of());
    }

    public static Finding fail(Dimension dimension, String check, String claim, String evidence, String correction) {
        return new Finding(dimension, Verdict.FAIL, check, claim, evidence, correction, null, List.of());
    }

    public static Finding unknown(Dimension dimension, String check, String claim, String reason) {
        return new Finding(dimension, Verdict.UNKNOWN, check, claim, reason, null, null, List.of());
    }

    public boolean failed() {
        return verdict == Verdict.FAIL;
    }

    /** Whether the agent must mend it where the policy asks for that. */
    public boolean mustBeCorrected() {
        return failed() && dimension.mustBeCorrected();
    }
}
