package palimpsest.benchmarks.memory;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import palimpsest.benchmarks.data.TemporaryDatabase;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.NearestIndex;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.CallBudget;
import palimpsest.memory.longterm.Decision;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.MemoryEnrichment;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.memory.longterm.Recall;

/** A memory of so many records, in conversations of 200 turns. */
public final class Remembered implements AutoCloseable {

    private static final String TENANT = "benchmark";
    private static final String USER = "ann";
    private static final int DIMENSIONS = 384;
    private static final int VOCABULARY = 20_000;
    private static final int VECTORS = 400; // the sum of any two of them is a record's

    private final TemporaryDatabase database;
    private final Vectors vectors = new Vectors();
    private final RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(17);
    private final LongTermMemory memory;
    private final MemoryEnrichment enrichment;
    private long said;

    /** @param database empty, with its tables; closed with this */
    public Remembered(TemporaryDatabase database, int amount) {
        this.database = database;
        this.memory = new LongTermMemory(database.jdbc(), database.transaction(), new Embedder("generated", "", () -> vectors), null,
                new LongTermMemory.Settings(GateProfile.shipped(), null, null, "english"), Clock.systemUTC());
        this.enrichment = new MemoryEnrichment(memory, new OneFact(), new CallBudget(Integer.MAX_VALUE, Duration.ofHours(1), Clock.systemUTC()));
        database.jdbc().sql("create table bench_vector (n integer, embedding vector)").update();
        for (int i = 0; i < VECTORS; i++) {
            database.jdbc().sql("insert into bench_vector values (:n, cast(:vector as vector))").param("n", i).param("vector", vectors.text(i)).update();
        }
        database.jdbc().sql("""
                create table bench_turn as select i, gen_random_uuid() as id, i / 200 as conversation,
                    (select 'I told Otto about ' || string_agg('w' || floor(power(random(), 3) * %d), ' ') || ' on day ' || i from generate_series(1, 8) w where i > 0) as text
                from generate_series(1, %d) i
                """.formatted(VOCABULARY, amount)).update();
        database.jdbc().sql("""
                insert into memory_decision (id, tenant, subject, conversation, seq, speaker, said_at, text, gate, outcome, logit, score, kept, reason, cluster_id, decided_at, enriched_at)
                select id, :tenant, :user, 'c' || conversation, i, 'Ann', now() - interval '1 day', text, 'generated', 'KEEP', 1, 0.8, true, '', 'k' || i % 12,
                       now() - interval '1 day' + i * interval '1 ms', now()
                from bench_turn
                """).param("tenant", TENANT).param("user", USER).update();
        database.jdbc().sql("""
                insert into memory_record (id, tenant, subject, kind, text, text_key, standing, confidence, valid_from, learned_at, times, lexemes, words, embedding, dimensions,
                                           embedding_model, text_hash, stem_hash)
                select t.id, :tenant, :user, 'UTTERANCE', t.text, 'ann|' || t.text, 'STATED', 1, now() - interval '1 day', now() - interval '1 day' + i * interval '1 ms', '[]',
                       to_tsvector('english', t.text), 14, a.embedding + b.embedding, :dimensions, 'generated', md5('ann|' || t.text), md5(t.text)
                from bench_turn t join bench_vector a on a.n = t.i % :vectors join bench_vector b on b.n = t.i / :vectors % :vectors
                """).param("tenant", TENANT).param("user", USER).param("dimensions", DIMENSIONS).param("vectors", VECTORS).update();
        database.jdbc().sql("insert into memory_source (record_id, decision_id, tenant, char_start, char_end) select id, id, :tenant, 0, length(text) from bench_turn")
                .param("tenant", TENANT).update();
        database.jdbc().sql("""
                insert into memory_cluster (id, tenant, subject, act, centroid, size, fit_offset, rule_size)
                select 'k' || n, :tenant, :user, case when n < 6 then 'STATEMENT' else 'ANSWER' end, cast((select embedding from bench_vector v where v.n = c.n) as real[]), :size, 0, :size
                from generate_series(0, 11) c (n)
                """).param("tenant", TENANT).param("user", USER).param("size", amount / 12).update();
        NearestIndex.ofRecords(database.jdbc(), LongTermMemory.COMPARED).buildIfNeeded(DIMENSIONS, amount);
        database.jdbc().sql("drop table bench_turn, bench_vector").update();
        database.settle("memory_decision", "memory_record", "memory_source", "memory_cluster");
    }

    private String words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "w" + (int) (Math.pow(random.nextDouble(), 3) * VOCABULARY)).collect(Collectors.joining(" "));
    }

    private String conversation() {
        return "new " + said / 200;
    }

    /** Takes one turn in. */
    public Decision takeIn() {
        said++;
        return memory.remember(TENANT, USER, conversation(), List.of(new NumberedTurn(said,
                new Turn("Ann", null, "Last week I moved to Hamburg with my sister Mia and started " + words(6) + " there for " + said + " days.")))).getFirst();
    }

    /** How many records were found. */
    public int recall() {
        int found = memory.recall(TENANT, Recall.now(USER, "When did Ann tell about " + words(5) + "?", 20)).size();
        if (found == 0) {
            throw new IllegalStateException("A recall found nothing, and measures nothing");
        }
        return found;
    }

    int enrich() {
        Decision taken = takeIn();
        if (!taken.kept()) {
            memory.overrule(TENANT, taken.id(), true, "benchmark");
        }
        int calls = enrichment.workOff();
        if (calls == 0) {
            throw new IllegalStateException("No model was asked, and nothing is measured");
        }
        return calls;
    }

    @Override
    public void close() {
        enrichment.close();
        database.close();
    }

    /** Vectors around a few hundred directions, at once. */
    private static final class Vectors implements EmbeddingModel {

        private static float[] vector(int seed) {
            RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(seed);
            float[] vector = new float[DIMENSIONS];
            for (int i = 0; i < DIMENSIONS; i++) {
                vector[i] = (float) random.nextGaussian();
            }
            return vector;
        }

        String text(int seed) {
            float[] vector = vector(seed);
            return IntStream.range(0, DIMENSIONS).mapToObj(i -> String.valueOf(vector[i])).collect(Collectors.joining(",", "[", "]"));
        }

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
            return Response.from(texts.stream().map(text -> {
                float[] sum = vector(Math.floorMod(text.text().hashCode(), VECTORS));
                float[] other = vector(Math.floorMod(text.text().hashCode() / VECTORS, VECTORS));
                for (int i = 0; i < DIMENSIONS; i++) {
                    sum[i] += other[i];
                }
                return Embedding.from(sum);
            }).toList());
        }

        @Override
        public int dimension() {
            return DIMENSIONS;
        }
    }

    /** Takes one fact out of the first turn, at once. */
    private static final class OneFact implements ChatModel {
        private int asked;

        @Override
        public ChatResponse doChat(ChatRequest request) {
            return ChatResponse.builder().aiMessage(AiMessage.from("{\"records\":[{\"kind\":\"fact\",\"text\":\"Ann moved to Hamburg and started thing "
                    + ++asked + ".\",\"turn\":1,\"quote\":\"moved to Hamburg\",\"confidence\":0.9}],\"keep\":[1],\"rule\":\"News are kept.\"}")).build();
        }
    }
}
