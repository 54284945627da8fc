package palimpsest.evaluation.verification;

import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verifier;

/**
 * Something to verify of which it is known whether it is right.
 *
 * @param kind     {@value #CLEAN} for what is right; otherwise what was done to it, such as {@code altered_quote}
 * @param verifier that must find it
 */
public record VerificationCase(String kind, Subject subject, Facts facts, Verifier verifier) {

    public static final String CLEAN = "clean";

    /** Whether it is right, so that a failed check is a false alarm. */
    public boolean clean() {
        return kind.equals(CLEAN);
    }
}
