package palimpsest.memory.pack.procedure;

import java.util.List;

/**
 * What the rules say of a move.
 *
 * @param violations none when it is allowed
 * @param state      after it: unchanged when it is not allowed
 */
public record MoveDecision(List<Violation> violations, ProcedureState state) {

    public MoveDecision {
        violations = List.copyOf(violations);
    }

    public boolean allowed() {
        return violations.isEmpty();
    }
}
