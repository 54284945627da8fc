package palimpsest.runtime.model;

import java.util.Optional;

/** How calls of a model went lately, known without asking it. */
public interface ModelCircuit {

    /** Whether it failed so often in a row that it is not asked for a while. Stays true until a call succeeds. */
    boolean open();

    /** How the last call failed; empty when it succeeded, or none was made yet. */
    Optional<ModelFailure.Kind> lastFailure();
}
