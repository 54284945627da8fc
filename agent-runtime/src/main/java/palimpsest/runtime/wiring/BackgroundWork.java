package palimpsest.runtime.wiring;

import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.meta.evolve.Evolutions;
import palimpsest.runtime.history.HistorySweep;
import palimpsest.runtime.loop.Runs;

/** What a process that stays does besides its requests; a command that is done in a moment does not start it. */
public record BackgroundWork(Runs runs, Evolutions evolutions, EmbeddingService embeddings, HistorySweep sweep,
                             PalimpsestProperties.Retention retention) {

    /** Goes on with what the last process left unfinished, and takes runs from the queue from now on. */
    public void start() {
        runs.resumeUnfinished();
        evolutions.wake();
        embeddings.wake();
        if (retention.enabled()) {
            sweep.every(retention.every());
        }
    }
}
