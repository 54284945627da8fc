package palimpsest.memory.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithFilteringIT;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import dev.langchain4j.store.embedding.filter.MetadataFilterBuilder;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.tenant.TenantDataSource;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.testing.TestDatabase;

/** LangChain4j's own tests of an embedding store, and what they don't ask. */
class SegmentEmbeddingStoreTest {

    private static final EmbeddingModel MODEL = new BgeSmallEnV15QuantizedEmbeddingModel();

    private static SegmentStore segments(long exact) {
        try {
            var source = new TenantDataSource(TestDatabase.shared().dataSource(), new TenantScope.Nobody());
            return new SegmentStore(JdbcClient.create(source), new TransactionTemplate(new JdbcTransactionManager(source)), exact);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EmbeddingStore<TextSegment> store(String tenant, String collection) {
        return new SegmentEmbeddingStore(segments(20_000), collection, () -> tenant);
    }

    @Nested
    class As_LangChain4j_filters_and_scores extends EmbeddingStoreWithFilteringIT {
        private final EmbeddingStore<TextSegment> store = store(TestDatabase.shared().newTenant(), "default");

        @Override
        protected EmbeddingStore<TextSegment> embeddingStore() {
            return store;
        }

        @Override
        protected EmbeddingModel embeddingModel() {
            return MODEL;
        }

        @Override
        protected boolean supportsContains() {
            return true;
        }
    }

    @Nested
    class As_LangChain4j_removes extends EmbeddingStoreWithRemovalIT {
        private final EmbeddingStore<TextSegment> store = store(TestDatabase.shared().newTenant(), "default");

        @Override
        protected EmbeddingStore<TextSegment> embeddingStore() {
            return store;
        }

        @Override
        protected EmbeddingModel embeddingModel() {
            return MODEL;
        }
    }

    @Test
    void a_tenant_and_a_collection_are_not_seen_by_another() {
        String mine = TestDatabase.shared().newTenant();
        var vector = Embedding.from(new float[] {1, 2, 3});
        store(mine, "ships").add(vector, TextSegment.from("The Heron draws two meters."));

        assertThat(texts(store(mine, "ships"), vector, 10)).containsExactly("The Heron draws two meters.");
        assertThat(texts(store(mine, "crews"), vector, 10)).isEmpty();
        assertThat(texts(store(TestDatabase.shared().newTenant(), "ships"), vector, 10)).isEmpty();
        store(TestDatabase.shared().newTenant(), "ships").removeAll();
        assertThat(texts(store(mine, "ships"), vector, 10)).hasSize(1);
    }

    @Test
    void names_and_values_of_a_filter_are_never_read_as_sql() {
        EmbeddingStore<TextSegment> store = store(TestDatabase.shared().newTenant(), "default");
        var vector = Embedding.from(new float[] {1, 0});
        store.add(vector, TextSegment.from("kept", Metadata.from("it's", "a'); drop table segment; --")));

        var search = EmbeddingSearchRequest.builder().queryEmbedding(vector).maxResults(5);
        assertThat(store.search(search.filter(MetadataFilterBuilder.metadataKey("it's").isEqualTo("a'); drop table segment; --")).build()).matches()).hasSize(1);
        assertThat(store.search(search.filter(MetadataFilterBuilder.metadataKey("' or true or '").isGreaterThan("a")).build()).matches()).isEmpty();
    }

    @Test
    void another_width_and_text_that_cant_be_stored_are_refused_whole() {
        String tenant = TestDatabase.shared().newTenant();
        EmbeddingStore<TextSegment> store = store(tenant, "default");
        store.add(Embedding.from(new float[] {1, 0}));

        assertThatThrownBy(() -> store.addAll(List.of(Embedding.from(new float[] {0, 1}), Embedding.from(new float[] {0, 1, 0}))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3 dimensions").hasMessageContaining("collection of its own");
        assertThatThrownBy(() -> store.add(Embedding.from(new float[] {0, 1}), TextSegment.from("a\0b")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("U+0000");
        assertThat(store.search(EmbeddingSearchRequest.builder().queryEmbedding(Embedding.from(new float[] {1, 0})).maxResults(9).build()).matches()).hasSize(1);
    }

    @Test
    void a_large_collection_is_searched_by_index_and_a_rare_value_is_found_all_the_same() {
        String tenant = TestDatabase.shared().newTenant();
        var store = new SegmentEmbeddingStore(segments(1500), "large", () -> tenant);
        var random = new Random(7);
        List<Embedding> vectors = IntStream.range(0, 1600).mapToObj(i -> Embedding.from(vector(random))).toList();
        store.addAll(vectors, IntStream.range(0, 1600).mapToObj(i -> TextSegment.from("t" + i, Metadata.from("rare", i % 800 == 5 ? "yes" : "no"))).toList());

        assertThat(texts(store, vectors.get(42), 3)).first().isEqualTo("t42");
        var rare = EmbeddingSearchRequest.builder().queryEmbedding(vectors.get(42)).maxResults(5).filter(MetadataFilterBuilder.metadataKey("rare").isEqualTo("yes")).build();
        assertThat(store.search(rare).matches()).extracting(match -> match.embedded().text()).containsExactlyInAnyOrder("t5", "t805");
        assertThat(TestDatabase.shared().jdbc().sql("select to_regclass('segment_embedding_48') is not null").query(Boolean.class).single()).isTrue();
    }

    private static float[] vector(Random random) {
        float[] vector = new float[48];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static List<String> texts(EmbeddingStore<TextSegment> store, Embedding vector, int limit) {
        return store.search(EmbeddingSearchRequest.builder().queryEmbedding(vector).maxResults(limit).build()).matches().stream().map(m -> m.embedded().text()).toList();
    }
}
