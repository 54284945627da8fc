package palimpsest.runtime.verify;

import java.util.List;

/** What passed in an earlier round and is still borne out by its source: it needs no new check (LawThinker, Memorize). */
@FunctionalInterface
public interface KnownClaims {

    /** Nothing is known: everything is checked. */
    KnownClaims NONE = (subject, facts) -> List.of();

    /**
     * A finding for each claim of the subject; empty when any of them has to be checked, because it is new or its source has changed.
     */
    List<Finding> of(Subject subject, Facts facts);
}
