package palimpsest.memory.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.document.Document;
import palimpsest.memory.testing.Library;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class BackgroundEmbeddingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final BackgroundEmbedding.Backoff SHORT = new BackgroundEmbedding.Backoff(Duration.ofMillis(5), Duration.ofMillis(20));

    private final TestDatabase database;
    private final String model = "stub-" + UUID.randomUUID();
    private final Library library = Library.of(model);
    private final AtomicInteger embedded = new AtomicInteger();

    BackgroundEmbeddingTest(TestDatabase database) {
        this.database = database;
        // each test embeds what it stores and nothing that others left
        database.jdbc().sql("update document set deleted_at = now() where deleted_at is null").update();
    }

    private BackgroundEmbedding running(Predicate<String> fails) {
        EmbeddingModel stub = new EmbeddingModel() {
            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
                if (segments.stream().map(TextSegment::text).anyMatch(fails)) {
                    throw new IllegalStateException("the model is ill");
                }
                embedded.addAndGet(segments.size());
                return Response.from(segments.stream().map(s -> Embedding.from(new float[] {s.text().length(), 1, 0})).toList());
            }
        };
        return new BackgroundEmbedding(database.jdbc(), new Embedder(model, "query: ", () -> stub), SHORT);
    }

    private Document longDocument() {
        return library.add(UUID.randomUUID() + ".txt", "A sentence of some length about the sea and the wind. ".repeat(800));
    }

    @Test
    void passages_are_embedded_after_waking_and_counted() throws InterruptedException {
        Document document = longDocument();
        try (var embedding = running(text -> false)) {
            assertThat(embedding.progress(library.tenant)).isEqualTo(new EmbeddingProgress(model, document.passages(), 0, false));
            assertThat(embedding.await(library.tenant, List.of(document.id()), PATIENCE)).isTrue();
            EmbeddingProgress progress = embedding.progress(library.tenant, List.of(document.id()));
            assertThat(progress.embedded()).isEqualTo(document.passages()).isGreaterThan(20);
            assertThat(progress.complete()).isTrue();
            assertThat(embedded.get()).isEqualTo(document.passages());
            Document second = library.add("second.txt", "Another text.");
            embedding.wake();
            await().atMost(PATIENCE).until(() -> embedding.progress(library.tenant).complete());
            assertThat(library.documents.find(library.tenant, second.id()).orElseThrow().embeddedPassages()).isEqualTo(1);
        }
    }

    @Test
    void what_is_embedded_is_not_embedded_again() throws InterruptedException {
        Document document = longDocument();
        try (var embedding = running(text -> false)) {
            assertThat(embedding.await(library.tenant, List.of(document.id()), PATIENCE)).isTrue();
        }
        int before = embedded.get();
        try (var again = running(text -> false)) {
            assertThat(again.await(library.tenant, List.of(document.id()), PATIENCE)).isTrue();
            await().atMost(PATIENCE).until(() -> !again.progress(library.tenant).running());
        }
        assertThat(embedded.get()).isEqualTo(before);
    }

    @Test
    void a_model_that_recovers_goes_on_where_it_stopped() {
        Document document = longDocument();
        var illnesses = new AtomicInteger(40);
        try (var embedding = running(text -> illnesses.getAndDecrement() > 0)) {
            embedding.wake();
            await().atMost(PATIENCE).until(() -> embedding.progress(library.tenant, List.of(document.id())).complete());
        }
        assertThat(illnesses.get()).isNegative();
    }

    @Test
    void a_model_that_stays_ill_keeps_nobody_waiting() throws InterruptedException {
        Document document = longDocument();
        try (var embedding = running(text -> true)) {
            assertThat(embedding.await(library.tenant, List.of(document.id()), PATIENCE)).isFalse();
        }
    }

    @Test
    void one_passage_that_is_refused_does_not_hold_up_the_others() throws InterruptedException {
        Document document = library.add("mixed.txt", "Good words, many of them, all fine to read. ".repeat(60) + "poison " + "More good words follow. ".repeat(60));
        try (var embedding = running(text -> text.contains("poison"))) {
            assertThat(embedding.await(library.tenant, List.of(document.id()), PATIENCE)).isFalse();
            await().atMost(PATIENCE).until(() -> !embedding.progress(library.tenant).running());
            assertThat(embedding.progress(library.tenant, List.of(document.id())).embedded()).isEqualTo(document.passages() - 1);
        }
    }

    @Test
    void two_runtimes_on_one_database_agree() throws InterruptedException {
        Document document = longDocument();
        try (var one = running(text -> false); var two = running(text -> false)) {
            one.wake();
            two.wake();
            assertThat(one.await(library.tenant, List.of(document.id()), PATIENCE)).isTrue();
            assertThat(two.await(library.tenant, List.of(document.id()), PATIENCE)).isTrue();
            assertThat(one.progress(library.tenant).embedded()).isEqualTo(document.passages());
        }
    }

    @Test
    void closing_ends_the_worker_and_waiting() throws InterruptedException {
        Document document = longDocument();
        var started = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var embedding = running(text -> {
            started.countDown();
            try {
                return !go.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        embedding.wake();
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closing = Thread.ofVirtual().start(embedding::close);
        go.countDown();
        assertThat(closing.join(Duration.ofSeconds(30))).isTrue();
        assertThat(embedding.await(library.tenant, List.of(document.id()), PATIENCE)).isFalse();
    }

    @Test
    void a_query_is_embedded_with_its_instruction() {
        try (var embedding = running(text -> false)) {
            assertThat(embedding.embedQuery("sea")[0]).isEqualTo("query: sea".length());
        }
    }
}
