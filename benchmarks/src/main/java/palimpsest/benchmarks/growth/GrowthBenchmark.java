package palimpsest.benchmarks.growth;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.InTurns;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.TemporaryDatabase;
import palimpsest.memory.checkpoint.PostgresCheckpointStore;
import palimpsest.memory.embed.BackgroundEmbedding;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunTerms;

/** The same work after 100 and after 10,000 of what came before it: what grows with the past is found here. */
public final class GrowthBenchmark implements Benchmark {

    private static final String TENANT = "benchmark";
    private static final int FEW = 100;
    private static final int DIMENSIONS = 8;
    private static final int CHECKPOINT_EVERY = 50;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String description() {
        return "The same work after much (\"ours\") and after little (\"plain\") has happened before it, each in an embedded database of its own: 1.0 where it costs the same.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        int many = effort.of(1_000, 10_000);
        int rounds = effort.of(8, 80);
        String amounts = "%,d against %,d ".formatted(many, FEW);
        try (var much = new Past(many); var little = new Past(FEW)) {
            return List.of(
                    rows(rounds, much::append, little::append).row(amounts + "events: append to a conversation").as("vs_few_append"),
                    rows(rounds, much::open, little::open).row(amounts + "events: open a conversation").as("vs_few_open"),
                    rows(rounds, much::lastRun, little::lastRun).row(amounts + "events: read the run that has just ended").as("vs_few_last_run"),
                    rows(rounds, much::lookForOthers, little::lookForOthers).row(amounts + "events: look for events of other runtimes").as("vs_few_other_runtimes"),
                    rows(rounds, much::embed, little::embed).row(amounts + "passages: embed one more document").as("vs_few_embed"));
        }
    }

    private static InTurns.Medians rows(int rounds, Callable<?> much, Callable<?> little) throws Exception {
        return InTurns.measure(rounds, much, little);
    }

    /** A conversation of so many events, and so many passages with embeddings that are a day old. */
    private static final class Past implements AutoCloseable {

        private final TemporaryDatabase database = TemporaryDatabase.start();
        private final JdbcClient jdbc = database.jdbc();
        private final UUID conversation = UUID.randomUUID();
        private final UUID lastRun = UUID.randomUUID();
        private final PostgresEventLog log = new PostgresEventLog(jdbc, database.transaction());
        private final ConversationLog events = new ConversationLog(log, new EventCodec(), new EventFeed());
        private final ConversationStates states = new ConversationStates(events, new PostgresCheckpointStore(jdbc), CHECKPOINT_EVERY, Runnable::run, database.transaction());
        private final BackgroundEmbedding embedding = new BackgroundEmbedding(jdbc, new Embedder("constant", "", Constant::new));
        private long seq;
        private long runEnd;

        Past(int amount) throws Exception {
            UUID agent = UUID.randomUUID();
            jdbc.sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, TENANT).update();
            jdbc.sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(conversation, TENANT, agent).update();
            while (seq < amount) {
                append();
            }
            runEnd = events.append(TENANT, conversation, lastRun, seq, List.of(new RunStarted(new RunTerms("m", true, "", 8000, 1000, 10, 10, false, List.of())))).getLast().seq();
            seq = runEnd;
            UUID document = document(amount, "1 day");
            embedding.wake();
            embedding.await(TENANT, List.of(document), Duration.ofMinutes(2));
            database.settle("event", "passage", "passage_embedding");
        }

        /** An event that changes nothing of the window: that a larger window costs more is no growth of the past. */
        long append() {
            return seq = events.append(TENANT, conversation, lastRun, seq, List.of(new HistoryRepaired("benchmark", "nothing", "Nothing was wrong.", null, null))).getLast().seq();
        }

        ContextState open() {
            return states.open(TENANT, conversation);
        }

        int lastRun() {
            return events.ofRun(TENANT, conversation, lastRun, runEnd).size();
        }

        int lookForOthers() {
            return log.lastSeqs(List.of(conversation)).size();
        }

        boolean embed() throws InterruptedException {
            UUID document = document(1, "0");
            embedding.wake();
            return embedding.await(TENANT, List.of(document), Duration.ofMinutes(1));
        }

        private UUID document(int passages, String age) {
            UUID document = UUID.randomUUID();
            jdbc.sql("""
                    insert into document (id, tenant, name, source, media_type, sha256, bytes, characters, tokens, tokenizer, token_offsets, text_config, passages, words, created_at)
                    values (:id, :tenant, 'a', cast(:id as text), 'text/plain', cast(:id as text), 1, 1, 1, 'o200k_base', '', 'simple', :passages, :passages, now() - cast(:age as interval))
                    """).param("id", document).param("tenant", TENANT).param("passages", passages).param("age", age).update();
            jdbc.sql("""
                    insert into passage (document_id, tenant, seq, char_start, char_end, token_start, token_end, text, lexemes, words)
                    select :id, :tenant, n, n, n + 1, n, n + 1, 'word ' || n, to_tsvector('simple', 'word ' || n), 2 from generate_series(1, :passages) n
                    """).param("id", document).param("tenant", TENANT).param("passages", passages).update();
            return document;
        }

        @Override
        public void close() {
            embedding.close();
            database.close();
        }
    }

    /** Takes no time, so that looking and storing are what is measured. */
    private static final class Constant implements EmbeddingModel {

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
            var embeddings = new ArrayList<Embedding>();
            for (int i = 0; i < texts.size(); i++) {
                var vector = new float[DIMENSIONS];
                vector[texts.get(i).text().length() % DIMENSIONS] = 1;
                embeddings.add(Embedding.from(vector));
            }
            return Response.from(embeddings);
        }

        @Override
        public int dimension() {
            return DIMENSIONS;
        }
    }
}
