package palimpsest.benchmarks.growth;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.InTurns;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.GeneratedLibrary;
import palimpsest.benchmarks.data.GeneratedText;
import palimpsest.benchmarks.data.TemporaryDatabase;
import palimpsest.benchmarks.memory.Remembered;
import palimpsest.memory.checkpoint.PostgresCheckpointStore;
import palimpsest.memory.conversation.PostgresConversationStore;
import palimpsest.memory.document.Document;
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
    private static final int AT_ONCE = 50;
    private static final int SENTENCES = 30;
    private static final String KNOWN = "known.txt";

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
        var rows = new ArrayList<Row>();
        try (var much = new Past(many); var little = new Past(FEW)) {
            rows.addAll(List.of(
                    InTurns.measure(rounds, much::append, little::append).row(amounts + "events: append to a conversation").as("vs_few_append"),
                    InTurns.measure(rounds, much::open, little::open).row(amounts + "events: open a conversation").as("vs_few_open"),
                    InTurns.measure(rounds, much::lastRun, little::lastRun).row(amounts + "events: read the run that has just ended").as("vs_few_last_run"),
                    InTurns.measure(rounds, much::lookForOthers, little::lookForOthers).row(amounts + "events: look for events of other runtimes").as("vs_few_other_runtimes"),
                    InTurns.measure(rounds, much::goOnStreaming, little::goOnStreaming).row(amounts + "events: read what an open stream has not sent yet").as("vs_few_stream"),
                    InTurns.measure(rounds, much::list, little::list).row(amounts + "conversations: list the newest 50").as("vs_few_list"),
                    InTurns.measure(rounds, much::upload, little::upload).row(amounts + "documents: upload one more").as("vs_few_upload"),
                    InTurns.measure(rounds, much::uploadAgain, little::uploadAgain).row(amounts + "documents: upload one that is there").as("vs_few_look_up"),
                    InTurns.measure(rounds, much::embed, little::embed).row(amounts + "documents: embed one more").as("vs_few_embed")));
        }
        try (var much = new Remembered(TemporaryDatabase.start(), many); var little = new Remembered(TemporaryDatabase.start(), FEW)) {
            rows.addAll(List.of(
                    InTurns.measure(rounds, much::takeIn, little::takeIn).row(amounts + "records: take in a turn").as("vs_few_take_in"),
                    InTurns.measure(rounds, much::recall, little::recall).row(amounts + "records: recall for a question").as("vs_few_recall")));
        }
        return rows;
    }

    /** A conversation of so many events, so many more conversations of a question and its end, and so many documents of one passage, embedded a day ago. */
    private static final class Past implements AutoCloseable {

        private final TemporaryDatabase database = TemporaryDatabase.start();
        private final JdbcClient jdbc = database.jdbc();
        private final UUID conversation = UUID.randomUUID();
        private final UUID lastRun = UUID.randomUUID();
        private final PostgresEventLog log = new PostgresEventLog(jdbc, database.transaction());
        private final ConversationLog events = new ConversationLog(log, new EventCodec(), new EventFeed());
        private final ConversationStates states = new ConversationStates(events, new PostgresCheckpointStore(jdbc), CHECKPOINT_EVERY, Runnable::run, database.transaction());
        private final PostgresConversationStore conversations = new PostgresConversationStore(jdbc);
        private final GeneratedLibrary library = new GeneratedLibrary(database, "constant");
        private final GeneratedText text = new GeneratedText(11);
        private final String known = text.sentences(SENTENCES);
        private final BackgroundEmbedding embedding = new BackgroundEmbedding(jdbc, new Embedder("constant", "", Constant::new));
        private long seq;
        private long runEnd;

        Past(int amount) throws Exception {
            UUID agent = UUID.randomUUID();
            jdbc.sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, TENANT).update();
            // older than all others: no question was asked in it
            jdbc.sql("insert into conversation (id, tenant, agent_id, created_at) values (?, ?, ?, now() - interval '1 year')").params(conversation, TENANT, agent).update();
            while (seq < amount) {
                append();
            }
            runEnd = events.append(TENANT, conversation, lastRun, seq, List.of(new RunStarted(new RunTerms("m", true, "", 8000, 1000, 10, 10, false, List.of())))).getLast().seq();
            seq = runEnd;
            others(agent, amount);
            List<UUID> stored = documents(amount, "1 day");
            embedding.wake();
            embedding.await(TENANT, stored, Duration.ofMinutes(5));
            library.add(KNOWN, known);
            database.settle("conversation", "event", "document", "passage", "passage_embedding");
        }

        private void others(UUID agent, int amount) {
            jdbc.sql("insert into conversation (id, tenant, agent_id, created_at) select gen_random_uuid(), :tenant, :agent, now() - n * interval '1 minute' from generate_series(1, :amount) n")
                    .param("tenant", TENANT).param("agent", agent).param("amount", amount).update();
            jdbc.sql("""
                    insert into event (conversation_id, seq, tenant, run_id, type, payload, at)
                    select c.id, e.seq, c.tenant, c.id, e.type, '{}', c.created_at + e.seq * interval '1 second' from conversation c
                    cross join (values (1, 'UserSpoke'), (2, 'RunFinished')) e (seq, type) where c.id <> :conversation
                    """).param("conversation", conversation).update();
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

        /** As a page that was away for a moment, or a runtime that hears of another one's event. */
        int goOnStreaming() {
            return log.read(TENANT, conversation, seq - 1, AT_ONCE).size();
        }

        int list() {
            return conversations.conversations(TENANT, AT_ONCE).size();
        }

        Document upload() {
            return library.add(text.sentences(SENTENCES));
        }

        Document uploadAgain() {
            return library.add(KNOWN, known);
        }

        boolean embed() throws InterruptedException {
            List<UUID> document = documents(1, "0");
            embedding.wake();
            return embedding.await(TENANT, document, Duration.ofMinutes(1));
        }

        private List<UUID> documents(int amount, String age) {
            return jdbc.sql("""
                    with added as (
                        insert into document (id, tenant, name, source, media_type, sha256, bytes, characters, tokens, tokenizer, token_offsets, text_config, passages, words, created_at)
                        select id, :tenant, 'a', cast(id as text), 'text/plain', cast(id as text), 1, 1, 1, 'o200k_base', '', 'simple', 1, 2, now() - cast(:age as interval)
                        from (select gen_random_uuid() as id from generate_series(1, :amount)) one
                        returning id
                    )
                    insert into passage (document_id, tenant, seq, char_start, char_end, token_start, token_end, text, lexemes, words)
                    select id, :tenant, 1, 0, 1, 0, 1, 'word ' || id, to_tsvector('simple', 'word ' || id), 2 from added
                    returning document_id
                    """).param("tenant", TENANT).param("amount", amount).param("age", age).query(UUID.class).list();
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
