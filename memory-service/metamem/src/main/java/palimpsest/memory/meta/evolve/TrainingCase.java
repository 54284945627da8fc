package palimpsest.memory.meta.evolve;

import java.util.List;
import palimpsest.memory.meta.TaskKind;

/**
 * A labelled question.
 *
 * @param questionId unique among its cases
 * @param memories   what retrieval found for it, best first
 * @param answer     the right one; for a preference what a good answer respects, for an abstention why there is none
 * @param task       any name; results are told by it, and {@link TaskKind} follows from it
 */
public record TrainingCase(String questionId, String question, List<String> memories, String answer, String task) {

    public TrainingCase {
        memories = List.copyOf(memories);
    }

    TaskKind kind() {
        return TaskKind.of(task, questionId);
    }
}
