package palimpsest.memory.pack.procedure;

import java.util.List;
import java.util.Optional;

/**
 * How a kind of court holds a hearing.
 *
 * @param courtType by which tools name it
 * @param stages    in the order in which they are told; what must come before what, the stages say
 */
public record Procedure(String courtType, String title, List<Stage> stages) {

    public Procedure {
        stages = List.copyOf(stages);
    }

    public Optional<Stage> stage(String id) {
        return stages.stream().filter(stage -> stage.id().equals(id)).findFirst();
    }

    public Optional<Act> act(String id) {
        return stages.stream().flatMap(stage -> stage.acts().stream()).filter(act -> act.id().equals(id)).findFirst();
    }

    /** The stage that an act belongs to. */
    public Optional<Stage> stageOf(String actId) {
        return stages.stream().filter(stage -> stage.acts().stream().anyMatch(act -> act.id().equals(actId))).findFirst();
    }
}
