package palimpsest.benchmarks.context;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionOperations;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;
import palimpsest.memory.checkpoint.CheckpointStore;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.Tokenizers;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;

/** What a step costs by the number of messages that the conversation has had, and opening it. */
public final class ProjectionBenchmark implements Benchmark {

    private static final int WINDOW = 8_000;
    private static final int SENTENCES = 8;
    private static final int LAST_STEPS = 40;
    private static final int EVERY = 200;

    @Override
    public String name() {
        return "projection";
    }

    @Override
    public String description() {
        return "A step of the loop without model and database, after 100, 1,000 and 10,000 messages, against projecting and counting the same request once when "
                + "every pruned message stays in it as a stub. Opening a conversation from a checkpoint against reading all events. Window of 8,000 tokens.";
    }

    @Override
    public List<Row> run(Effort effort) {
        Tokenizer tokenizer = Tokenizers.byId("o200k_base");
        List<Row> rows = new ArrayList<>();
        warmUp(tokenizer);
        for (int messages : effort == Effort.QUICK ? new int[] {100, 1000} : new int[] {100, 1000, 10_000}) {
            rows.addAll(after(messages, tokenizer));
        }
        return rows;
    }

    private static void warmUp(Tokenizer tokenizer) {
        new ScriptedRun(tokenizer, WINDOW, SENTENCES, PruningTerms.IMMEDIATE).run(400, ignored -> { });
    }

    private static List<Row> after(int messages, Tokenizer tokenizer) {
        int steps = messages / 2;
        long[] at = new long[steps + 1];
        int[] step = {0};
        var run = new ScriptedRun(tokenizer, WINDOW, SENTENCES, PruningTerms.IMMEDIATE);
        run.run(steps, ignored -> at[step[0]++] = System.nanoTime());
        List<RecordedEvent> events = run.log.read(ScriptedRun.TENANT, ScriptedRun.CONVERSATION, 0);
        String size = String.format("%,d messages", messages);
        return List.of(new Row("step after " + size, median(at), everything(events, run, tokenizer), "ms"), opening(size, run));
    }

    /** Of the time between two requests, over the last steps. */
    private static double median(long[] at) {
        long[] times = new long[Math.min(LAST_STEPS, at.length - 1)];
        for (int i = 0; i < times.length; i++) {
            times[i] = at[at.length - 1 - i] - at[at.length - 2 - i];
        }
        Arrays.sort(times);
        return times[times.length / 2] / 1e6;
    }

    private static double everything(List<RecordedEvent> events, ScriptedRun run, Tokenizer tokenizer) {
        var state = new ContextState();
        for (RecordedEvent event : events) {
            // What leaves the window here stays there as a stub.
            var kept = event.event() instanceof ExchangesFolded fold ? new MessagePruned(fold.msgIds().getFirst(), "assistant", "runtime", "kept", 0)
                    : event.event();
            state.apply(new RecordedEvent(event.conversationId(), event.seq(), event.runId(), event.at(), kept));
        }
        var projection = new WindowProjection();
        var meter = new WindowMeter(tokenizer, List.of());
        long[] times = new long[9];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            meter.tokens(projection.project(run.terms(), state));
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return times[times.length / 2] / 1e6;
    }

    private static Row opening(String size, ScriptedRun run) {
        var store = new OneCheckpoint();
        var checkpointed = new ConversationStates(run.log, store, EVERY, Runnable::run, TransactionOperations.withoutTransaction());
        var plain = ConversationStates.withoutCheckpoints(run.log);
        checkpointed.open(ScriptedRun.TENANT, ScriptedRun.CONVERSATION);
        double[] times = new double[2];
        for (int round = 0; round < 3; round++) {
            times[0] = time(checkpointed);
            times[1] = time(plain);
        }
        return new Row("opening " + size, times[0], times[1], "ms");
    }

    private static double time(ConversationStates states) {
        long start = System.nanoTime();
        states.open(ScriptedRun.TENANT, ScriptedRun.CONVERSATION);
        return (System.nanoTime() - start) / 1e6;
    }

    private static final class OneCheckpoint implements CheckpointStore {

        private Checkpoint checkpoint;

        @Override
        public Optional<Checkpoint> find(String tenant, UUID conversationId, String version) {
            return Optional.ofNullable(checkpoint);
        }

        @Override
        public void save(String tenant, UUID conversationId, String version, Checkpoint saved) {
            checkpoint = saved;
        }
    }
}
