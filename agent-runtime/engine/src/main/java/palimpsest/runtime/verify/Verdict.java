package palimpsest.runtime.verify;

import java.util.Locale;

/** What came of a check. */
public enum Verdict {

    PASS, FAIL,
    /** It could not be decided; the finding's evidence says why. */
    UNKNOWN;

    /** As it stands in JSON: {@code pass}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
