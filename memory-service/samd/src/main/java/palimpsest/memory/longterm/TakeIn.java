package palimpsest.memory.longterm;

import java.util.List;

/** Turns that are to be judged, and what judging them rests on, as it was read at once. */
public final class TakeIn {

    final String tenant;
    final String subject;
    final String conversation;
    final List<NumberedTurn> turns;
    final Judging.Basis basis;

    TakeIn(String tenant, String subject, String conversation, List<NumberedTurn> turns, Judging.Basis basis) {
        this.tenant = tenant;
        this.subject = subject;
        this.conversation = conversation;
        this.turns = turns;
        this.basis = basis;
    }

    /** Those that were not known when it was read. */
    public List<NumberedTurn> turns() {
        return turns;
    }
}
