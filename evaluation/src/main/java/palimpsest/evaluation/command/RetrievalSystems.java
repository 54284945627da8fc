package palimpsest.evaluation.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import palimpsest.evaluation.retrieval.RetrievalSystem;

/** The searches that {@code eval retrieval} compares, by name. */
public record RetrievalSystems(SequencedMap<String, RetrievalSystem> all) {

    /**
     * Those of the names, in our order; all without a name.
     *
     * @throws IllegalArgumentException when a name is unknown; the message lists those there are
     */
    public SequencedMap<String, RetrievalSystem> named(List<String> names) {
        names.stream().filter(name -> !all.containsKey(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("There is no system " + name + ". Known systems: " + String.join(", ", all.keySet()) + ".");
        });
        var chosen = new LinkedHashMap<>(all);
        if (!names.isEmpty()) {
            chosen.keySet().retainAll(names);
        }
        return chosen;
    }
}
