package palimpsest.memory.longterm;

import java.util.List;

/** Turns of a subject that are to be judged, and what judging them rests on, as it was read at once. */
public final class TakeIn {

    final String tenant;
    final String subject;
    final List<ConversationTurns> said;
    final Judging.Basis basis;

    /** @param said without conversations of which nothing is new */
    TakeIn(String tenant, String subject, List<ConversationTurns> said, Judging.Basis basis) {
        this.tenant = tenant;
        this.subject = subject;
        this.said = said;
        this.basis = basis;
    }

    /** Those that were not known when it was read. */
    public List<ConversationTurns> said() {
        return said;
    }
}
