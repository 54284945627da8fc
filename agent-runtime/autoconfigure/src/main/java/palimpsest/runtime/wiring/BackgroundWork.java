package palimpsest.runtime.wiring;

import java.time.Duration;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.meta.evolve.Evolutions;
import palimpsest.runtime.history.HistorySweep;
import palimpsest.runtime.loop.Runs;

/**
 * What a process that stays does besides its requests; a command that is done in a moment does not start it.
 *
 * @param evolutions null where there is no meta-memory
 * @param sweep      null where histories are neither exported nor swept
 * @param sweepEvery null when there is nothing to sweep
 */
public record BackgroundWork(Runs runs, Evolutions evolutions, EmbeddingService embeddings, HistorySweep sweep,
                             Duration sweepEvery) {

    /** Goes on with what the last process left unfinished, and takes runs from the queue from now on. */
    public void start() {
        runs.resumeUnfinished();
        if (evolutions != null) {
            evolutions.wake();
        }
        embeddings.wake();
        if (sweep != null && sweepEvery != null) {
            sweep.every(sweepEvery);
        }
    }
}
