package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.support.GenericApplicationContext;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.ingest.PlainTextReader;
import palimpsest.memory.ingest.TextReader;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.wiring.PalimpsestProperties;

/** What a question needs is loaded while another bean waits. */
class LoadAheadTest {

    private final CountDownLatch encoderLoaded = new CountDownLatch(1);
    private final CountDownLatch readerMade = new CountDownLatch(1);
    private final CountDownLatch reranked = new CountDownLatch(1);

    private final EmbeddingModel model = new EmbeddingModel() {
        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return Response.from(segments.stream().map(segment -> Embedding.from(new float[] {1})).toList());
        }
    };

    /** A bean like the database: made only when what is loaded ahead is there, or when it was waited for in vain. */
    private record Slow(boolean loadedMeanwhile) {}

    private GenericApplicationContext context(Map<String, String> settings, CountDownLatch... awaited) {
        var context = new GenericApplicationContext();
        LoadAhead.of(context, "Who kept the harbour?");
        context.registerBean(Slow.class, () -> new Slow(List.of(awaited).stream().allMatch(LoadAheadTest::comes)));
        context.registerBean(Tokenizer.class, WhitespaceTokenizer::new);
        context.registerBean(PalimpsestProperties.class, () -> new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("palimpsest", PalimpsestProperties.class));
        context.registerBean(Embedder.class, () -> new Embedder("one", "", () -> {
            encoderLoaded.countDown();
            return model;
        }));
        context.registerBean(TextReader.class, () -> {
            readerMade.countDown();
            return new PlainTextReader();
        }, definition -> definition.setLazyInit(true));
        context.registerBean(Reranker.class, () -> (query, candidates) -> {
            reranked.countDown();
            return new double[candidates.size()];
        });
        return context;
    }

    private static boolean comes(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void the_encoder_and_the_reader_of_files_are_there_before_a_bean_that_waits_for_them() {
        try (var context = context(Map.of(), encoderLoaded, readerMade)) {
            context.refresh();
            assertThat(context.getBean(Slow.class).loadedMeanwhile()).isTrue();
            context.getBean(LoadAhead.class).filesAreRead(false);
            assertThat(reranked.getCount()).as("only for documents that are searched").isEqualTo(1);
            context.getBean(LoadAhead.class).filesAreRead(true);
            assertThat(comes(reranked)).isTrue();
        }
    }

    @Test
    void no_encoder_is_loaded_where_meaning_is_switched_off() {
        try (var context = context(Map.of("palimpsest.embedding.enabled", "false"), readerMade)) {
            context.refresh();
            assertThat(context.getBean(Slow.class).loadedMeanwhile()).isTrue();
            assertThat(encoderLoaded.getCount()).isEqualTo(1);
        }
    }

    @Test
    void a_model_that_cannot_be_loaded_fails_where_it_is_used_and_not_the_start() {
        var context = new GenericApplicationContext();
        try (context) {
            LoadAhead.of(context, "Who kept the harbour?");
            context.registerBean(Tokenizer.class, WhitespaceTokenizer::new);
            context.registerBean(PalimpsestProperties.class, () -> new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("palimpsest", PalimpsestProperties.class));
            context.registerBean(Embedder.class, () -> new Embedder("one", "", () -> {
                encoderLoaded.countDown();
                throw new IllegalStateException("no such file");
            }));
            assertThatCode(context::refresh).doesNotThrowAnyException();
            assertThat(comes(encoderLoaded)).isTrue();
            assertThat(context.getBean(LoadAhead.class)).isNotNull();
        }
    }
}
