package palimpsest.benchmarks.memory;

import java.util.List;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.InTurns;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.TemporaryDatabase;

/** Takes a turn in, recalls and lets a model work for a user with many records and for one with few. */
public final class MemoryBenchmark implements Benchmark {

    private static final int FEW = 100;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "Long-term memory of a user with many records (\"ours\") and of one with few (\"plain\"), each in a database of its own: 1.0 where it costs the same. "
                + "With the fitted gate, clusters and vectors of 384 dimensions; embedding, reranking and the model take no time.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        int many = effort.of(10_000, 100_000);
        int rounds = effort.of(12, 60);
        String amounts = "%,d against %,d records: ".formatted(many, FEW);
        try (var much = new Remembered(TemporaryDatabase.startOnServerIfThere(), many); var little = new Remembered(TemporaryDatabase.startOnServerIfThere(), FEW)) {
            return List.of(
                    InTurns.measure(rounds, much::takeIn, little::takeIn).row(amounts + "take in a turn").as("vs_few_take_in"),
                    InTurns.measure(rounds, much::recall, little::recall).row(amounts + "recall for a question").as("vs_few_recall"),
                    InTurns.measure(rounds, much::enrich, little::enrich).row(amounts + "take in a turn, keep it, and let a model take facts out of it").as("vs_few_enrich"));
        }
    }
}
