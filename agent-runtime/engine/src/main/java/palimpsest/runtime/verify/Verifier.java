package palimpsest.runtime.verify;

/** Checks what an agent explored, noted or is about to answer. Declare a bean to put another in place of the default one. */
public interface Verifier {

    /** Checks nothing. */
    Verifier NONE = (subject, facts) -> Verification.NOTHING;

    /** Whether this may take long, see {@link Check#takesLong}. Decided without looking anything up. */
    default boolean takesLong(Subject subject) {
        return true;
    }

    /** Whether a check of this name is among its own, such as {@link Check#ABSENCE}: what relies on a check asks for it. */
    default boolean includes(String check) {
        return false;
    }

    /**
     * Called before the subject is recorded; what it finds is recorded with it. It changes nothing and throws nothing: what can't
     * be found out is {@code unknown}.
     */
    Verification verify(Subject subject, Facts facts);
}
