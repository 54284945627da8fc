package palimpsest.memory.pack.procedure;

import java.util.List;

/**
 * A stage of a procedure.
 *
 * @param id        unique in its procedure
 * @param after     ids of stages whose required acts must be done before one of this stage
 * @param forbidden moves
 */
public record Stage(String id, String title, List<String> after, List<Act> acts, List<ForbiddenMove> forbidden) {

    public Stage {
        after = List.copyOf(after);
        acts = List.copyOf(acts);
        forbidden = List.copyOf(forbidden);
    }

    public List<Act> required() {
        return acts.stream().filter(Act::required).toList();
    }
}
