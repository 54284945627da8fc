package palimpsest.memory.pack.procedure;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a hearing has come.
 *
 * @param stage id of the stage of the last act; null before the first
 * @param done  ids of the acts done, once each, in order
 */
public record ProcedureState(String stage, List<String> done) {

    /** Nothing has been done. */
    public static final ProcedureState START = new ProcedureState(null, List.of());

    public ProcedureState {
        done = List.copyOf(done);
    }

    public boolean has(String act) {
        return done.contains(act);
    }

    /** Once the act is done. */
    public ProcedureState with(String inStage, String act) {
        if (has(act)) {
            return new ProcedureState(inStage, done);
        }
        List<String> more = new ArrayList<>(done);
        more.add(act);
        return new ProcedureState(inStage, more);
    }
}
