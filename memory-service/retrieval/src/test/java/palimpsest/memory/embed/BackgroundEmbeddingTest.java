package palimpsest.memory.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.document.Document;
import palimpsest.memory.embed.WorkerState.Backoff;
import palimpsest.memory.testing.Library;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class BackgroundEmbeddingTest {

    private static final Backoff NO_TIME = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1));
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String POISON = "poison";

    private final TestDatabase database;
    private final Library library;
    private final Scripted model = new Scripted();
    private final String modelId = "scripted-" + UUID.randomUUID();

    BackgroundEmbeddingTest(TestDatabase database) {
        this.database = database;
        this.library = Library.of(modelId);
        // each test has the passages to itself: embedding works over all tenants
        database.jdbc().sql("update document set deleted_at = now() where deleted_at is null").update();
    }

    /** Gives every text the same vector, or refuses calls as it is told; remembers which texts it gave one. */
    private static final class Scripted implements EmbeddingModel {
        final Set<String> embedded = ConcurrentHashMap.newKeySet();
        final AtomicInteger calls = new AtomicInteger();
        volatile Predicate<List<String>> refuses = texts -> false;

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            calls.incrementAndGet();
            List<String> texts = segments.stream().map(TextSegment::text).toList();
            if (refuses.test(texts)) {
                throw new IllegalStateException("not today");
            }
            embedded.addAll(texts);
            return Response.from(texts.stream().map(text -> Embedding.from(new float[] {1, 0, 0})).toList());
        }
    }

    private final EmbeddingModel narrower = new EmbeddingModel() {
        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return Response.from(segments.stream().map(segment -> Embedding.from(new float[] {0, 1})).toList());
        }
    };

    private final Foreground foreground = new Foreground();

    private BackgroundEmbedding started() {
        var embedding = new BackgroundEmbedding(database.jdbc(), embedder(), NO_TIME, new NearestIndex(database.jdbc()), foreground);
        embedding.wake();
        return embedding;
    }

    private Embedder embedder() {
        return new Embedder(modelId, "", () -> model);
    }

    private Document add(int number, String text) {
        return library.add(number + ".txt", "Number " + number + " is about " + text);
    }

    private void embedsAllOf(BackgroundEmbedding embedding) {
        await().atMost(LONG).until(() -> embedding.progress(library.tenant).complete());
    }

    @Test
    void a_model_that_fails_many_times_and_recovers_finishes() {
        for (int i = 0; i < 40; i++) {
            add(i, "the sea");
        }
        model.refuses = texts -> model.calls.get() <= 40;
        try (BackgroundEmbedding embedding = started()) {
            embedsAllOf(embedding);
            assertThat(embedding.progress(library.tenant).embedded()).isEqualTo(40);
        }
    }

    @Test
    void what_somebody_waits_for_comes_first() {
        add(1, "the sea");
        BackgroundEmbedding embedding;
        try (var run = foreground.begin()) {
            embedding = started();
            await().atMost(LONG).until(() -> Thread.getAllStackTraces().entrySet().stream().filter(thread -> thread.getKey().getName().equals("embedding"))
                    .flatMap(thread -> Stream.of(thread.getValue())).anyMatch(frame -> frame.getMethodName().equals("giveWay")));
            assertThat(model.calls.get()).isZero();
        }
        try (embedding) {
            embedsAllOf(embedding);
        }
    }

    @Test
    void work_that_never_ends_slows_it_down_and_does_not_stop_it() {
        for (int i = 0; i < 40; i++) {
            add(i, "the sea");
        }
        try (var run = foreground.begin(); BackgroundEmbedding embedding = started()) {
            embedsAllOf(embedding);
        }
    }

    @Test
    void a_passage_of_blank_space_is_refused_by_models_and_still_not_missing() {
        Document document = library.add("gap.txt", "Before the gap." + "\n \u0001".repeat(6_000) + "\n\u00a0\u200b".repeat(6_000) + "\nBehind the gap.");
        model.refuses = texts -> texts.stream().anyMatch(text -> text.codePoints().noneMatch(Character::isLetter));
        try (BackgroundEmbedding embedding = started()) {
            embedsAllOf(embedding);
            assertThat(embedding.progress(library.tenant).embedded()).isEqualTo(document.passages()).isGreaterThan(2);
        }
    }

    @Test
    void calls_that_fail_now_and_then_leave_no_passage_out() {
        for (int i = 0; i < 40; i++) {
            add(i, "the sea");
        }
        // every other call fails up to the thirtieth: whole batches, single passages, and looks whether the model is there
        model.refuses = texts -> model.calls.get() <= 30 && model.calls.get() % 2 == 1;
        try (BackgroundEmbedding embedding = started()) {
            embedsAllOf(embedding);
        }
    }

    @Test
    void a_text_that_is_always_refused_holds_up_no_other_and_is_reported_as_missing() throws Exception {
        Document alone = add(-1, POISON);
        for (int i = 0; i < 40; i++) {
            add(i, i == 20 ? POISON : "the sea");
        }
        model.refuses = texts -> texts.stream().anyMatch(text -> text.contains(POISON));
        try (BackgroundEmbedding embedding = started()) {
            await().atMost(LONG).until(() -> !embedding.progress(library.tenant).running());
            assertThat(embedding.progress(library.tenant).embedded()).isEqualTo(39);
            assertThat(embedding.progress(library.tenant, List.of(alone.id())).complete()).isFalse();
            assertThat(embedding.await(library.tenant, List.of(alone.id()), LONG)).as("nobody waits for it").isFalse();
            int calls = model.calls.get();
            add(50, "the harbor");
            embedding.wake();
            await().atMost(LONG).until(() -> embedding.progress(library.tenant).embedded() == 40);
            await().atMost(LONG).until(() -> !embedding.progress(library.tenant).running());
            assertThat(model.calls.get()).as("it is not asked for again").isEqualTo(calls + 1);
        }
    }

    @Test
    void batches_of_nothing_but_refused_texts_hold_up_no_other() {
        for (int i = 0; i < 32; i++) {
            add(i, POISON);
        }
        add(32, "the sea");
        model.refuses = texts -> texts.stream().anyMatch(text -> text.contains(POISON));
        try (BackgroundEmbedding embedding = started()) {
            await().atMost(LONG).until(() -> embedding.progress(library.tenant).embedded() == 1);
        }
    }

    @Test
    void a_deleted_document_is_not_embedded() {
        Document deleted = add(1, "the gone");
        library.documents.delete(library.tenant, deleted.id());
        add(2, "the sea");
        try (BackgroundEmbedding embedding = started()) {
            embedsAllOf(embedding);
        }
        assertThat(model.embedded).containsExactly("Number 2 is about the sea");
    }

    @Test
    void a_restart_goes_on_where_the_last_process_stopped() throws Exception {
        for (int i = 0; i < 40; i++) {
            add(i, "the sea");
        }
        var secondBatch = new Semaphore(0);
        var goOn = new Semaphore(0);
        model.refuses = texts -> {
            if (model.calls.get() == 2) {
                secondBatch.release();
                goOn.acquireUninterruptibly();
                return true;
            }
            return model.calls.get() > 2;
        };
        try (BackgroundEmbedding first = started()) {
            secondBatch.acquire();
            await().atMost(LONG).until(() -> first.progress(library.tenant).embedded() == 16); // stored while the second is embedded
            goOn.release();
        }
        int before = model.embedded.size();
        model.refuses = texts -> texts.stream().anyMatch(model.embedded::contains);
        try (BackgroundEmbedding second = started()) {
            embedsAllOf(second);
        }
        assertThat(before).isEqualTo(16);
        assertThat(model.embedded).hasSize(40);
    }

    @Test
    void waits_double_up_to_the_longest() {
        var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(List.of(1, 2, 3, 6, 7, 1000)).map(backoff::after).map(Duration::toSeconds).containsExactly(1L, 2L, 4L, 32L, 60L, 60L);
    }

    @Test
    void embeddings_get_an_index_once_they_are_many() {
        var index = new NearestIndex(database.jdbc(), stored() + 20);
        try (var embedding = new BackgroundEmbedding(database.jdbc(), embedder(), NO_TIME, index, new Foreground())) {
            add(0, "the sea");
            embedding.wake();
            await().atMost(LONG).until(() -> !embedding.progress(library.tenant).running());
            assertThat(indexes()).isZero();
            for (int i = 1; i < 40; i++) {
                add(i, "the sea");
            }
            embedding.wake();
            await().atMost(LONG).until(() -> indexes() == 1);
        }
    }

    /** Of the scripted model's width. */
    private long stored() {
        return database.jdbc().sql("select count(*) from passage_embedding where dimensions = 3").query(Long.class).single();
    }

    private long indexes() {
        return database.jdbc().sql("select count(*) from pg_indexes where indexname = 'passage_embedding_3'").query(Long.class).single();
    }

    @Test
    void texts_in_chinese_that_were_embedded_by_the_model_for_all_are_embedded_anew_by_their_own() {
        String mixed = "The harbour of Qingdao. " + "It lies on the Yellow Sea. ".repeat(60);
        Document english = library.add("en.txt", "The harbour master is Ann.");
        Document chinese = library.add("zh.txt", "港口的主管是周文。他的办公室在三号码头。");
        Document both = library.add("both.txt", "青岛港。\n\n" + mixed);
        try (BackgroundEmbedding before = started()) {
            embedsAllOf(before);
        }
        int calls = model.calls.get();
        var byLanguage = Embedder.byLanguage("by language", embedder(), new Embedder(modelId + "-zh", "", () -> narrower));
        library.add("new.txt", "灯塔由李梅看守。");
        try (var after = new BackgroundEmbedding(database.jdbc(), byLanguage, NO_TIME, new NearestIndex(database.jdbc()), new Foreground())) {
            after.wake();
            await().atMost(LONG).until(() -> !after.progress(library.tenant).running());
            assertThat(after.progress(library.tenant).embedded()).isEqualTo(after.progress(library.tenant).passages());
        }
        assertThat(stored(chinese)).containsOnly(modelId + "-zh 2");
        assertThat(stored(english)).containsOnly(modelId + " 3");
        assertThat(stored(both)).contains(modelId + " 3");
        assertThat(model.embedded.stream().filter(text -> text.contains("Ann"))).as("what is not Chinese is left alone").hasSize(1);
        assertThat(model.calls.get()).isEqualTo(calls);
    }

    private List<String> stored(Document document) {
        return database.jdbc().sql("select model || ' ' || dimensions from passage_embedding where document_id = ?").param(document.id()).query(String.class).list();
    }
}
