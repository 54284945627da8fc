package palimpsest.memory.pack.procedure;

import java.util.ArrayList;
import java.util.List;

/**
 * A hearing as far as it has come.
 *
 * @param pack     whose rules hold; null before the first act
 * @param breaches acts that count although they broke rules, the last 100
 */
public record Hearing(String courtType, String pack, ProcedureState state, List<Breach> breaches) {

    private static final int KEPT = 100;

    public Hearing {
        breaches = List.copyOf(breaches);
    }

    /** An act that broke rules, and which, in words. */
    public record Breach(String act, List<String> violations) {}

    public static Hearing notBegun(String courtType) {
        return new Hearing(courtType, null, ProcedureState.START, List.of());
    }

    /** How far it has come by the rules of that pack: acts under another one's do not count. */
    public ProcedureState under(String otherPack) {
        return otherPack.equals(pack) ? state : ProcedureState.START;
    }

    /** Once the act is done. */
    public Hearing after(String byPack, String stage, String act, List<String> violations) {
        List<Breach> all = new ArrayList<>(byPack.equals(pack) ? breaches : List.of());
        if (!violations.isEmpty()) {
            all.add(new Breach(act, violations));
        }
        return new Hearing(courtType, byPack, under(byPack).with(stage, act), all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }
}
