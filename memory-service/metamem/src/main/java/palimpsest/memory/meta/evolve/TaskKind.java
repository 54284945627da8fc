package palimpsest.memory.meta.evolve;

import java.util.Locale;

/** How an answer is judged (MetaMem, evolution step 2). */
public enum TaskKind {
    PLAIN, TEMPORAL, KNOWLEDGE_UPDATE, PREFERENCE, ABSTENTION;

    /**
     * The kind of a case. Our own names and LongMemEval's are known (there {@code …_abs} at the end of a question's id means that
     * the memories hold no answer); whatever else is plain.
     */
    public static TaskKind of(String task, String questionId) {
        if (questionId.endsWith("_abs")) {
            return ABSTENTION;
        }
        String name = task.toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (name) {
            case "temporal", "temporal-reasoning" -> TEMPORAL;
            case "knowledge-update" -> KNOWLEDGE_UPDATE;
            case "preference", "single-session-preference" -> PREFERENCE;
            case "abstention" -> ABSTENTION;
            default -> PLAIN;
        };
    }
}
