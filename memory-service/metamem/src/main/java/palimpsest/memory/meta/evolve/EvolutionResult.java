package palimpsest.memory.meta.evolve;

import java.util.List;
import java.util.SequencedMap;
import palimpsest.memory.meta.PairedTest;

/**
 * What an evolution came to.
 *
 * @param version    the last version that it stored; null when no update was accepted, or none could be stored
 * @param rules      the rules it ended with, in order
 * @param batches    every update with its check, in the order in which they were decided
 * @param evaluation the rules before against the rules after, on questions that took no part in learning or checking, by task
 * @param overall    the same over all tasks
 */
public record EvolutionResult(Integer version, List<String> rules, List<BatchDecision> batches, List<TaskScore> evaluation, PairedTest overall) {

    /**
     * Whether a batch's update came in.
     *
     * @param fold         the test fold of this pass
     * @param questions    in the batch
     * @param mixed        of them with right and wrong attempts: those that teach
     * @param consolidated false when the consolidation could not be read and the raw proposals were applied
     * @param operations   what was applied
     * @param skipped      what could not be, with the reason
     * @param rules        with the update: what is not accepted is kept here as a candidate, to be tried on more cases or put in force by a person
     * @param heldOut      the update's check; null when it changed nothing
     * @param version      it was stored as; null when it was not accepted, or not stored
     * @param reason       in a sentence
     */
    public record BatchDecision(int fold, int epoch, int batch, int questions, int mixed, boolean consolidated,
                                List<SequencedMap<String, Object>> operations, List<String> skipped, List<String> rules, PairedTest heldOut,
                                boolean accepted, Integer version, String reason) {}

    /** @param test before against after, on the task's cases */
    public record TaskScore(String task, PairedTest test) {}
}
