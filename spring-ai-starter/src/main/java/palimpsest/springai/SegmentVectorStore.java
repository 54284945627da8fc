package palimpsest.springai;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.DocumentMetadata;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.vectorstore.AbstractVectorStoreBuilder;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.filter.Filter;
import org.springframework.ai.vectorstore.observation.AbstractObservationVectorStore;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;
import palimpsest.memory.segment.Segment;
import palimpsest.memory.segment.SegmentFilter;
import palimpsest.memory.segment.SegmentFilter.Order;
import palimpsest.starter.PalimpsestStores;

/** Spring AI's vector store over the segments of one collection, for the tenant of the caller. The score of a document is its cosine similarity. */
public final class SegmentVectorStore extends AbstractObservationVectorStore {

    private final PalimpsestStores stores;
    private final String collection;

    private SegmentVectorStore(Builder builder) {
        super(builder);
        this.stores = builder.stores;
        this.collection = builder.collection;
    }

    public static Builder builder(PalimpsestStores stores, EmbeddingModel embeddingModel) {
        return new Builder(stores, embeddingModel);
    }

    /** Builds a store. */
    public static final class Builder extends AbstractVectorStoreBuilder<Builder> {

        private final PalimpsestStores stores;
        private String collection = "default";

        private Builder(PalimpsestStores stores, EmbeddingModel embeddingModel) {
            super(embeddingModel);
            this.stores = stores;
        }

        /** The documents of one embedding model; "default" unless set. */
        public Builder collection(String name) {
            this.collection = name;
            return this;
        }

        @Override
        public SegmentVectorStore build() {
            return new SegmentVectorStore(this);
        }
    }

    @Override
    public void doAdd(List<Document> documents) {
        List<float[]> embeddings = embeddingModel.embed(documents, EmbeddingOptions.builder().build(), batchingStrategy);
        stores.segments().put(stores.tenant(), collection, IntStream.range(0, documents.size()).mapToObj(i -> {
            Document document = documents.get(i);
            return new Segment(document.getId(), document.getText(), document.getMetadata(), embeddings.get(i));
        }).toList());
    }

    @Override
    public void doDelete(List<String> ids) {
        stores.segments().remove(stores.tenant(), collection, ids);
    }

    @Override
    protected void doDelete(Filter.Expression expression) {
        stores.segments().remove(stores.tenant(), collection, filter(expression));
    }

    @Override
    public List<Document> doSimilaritySearch(SearchRequest request) {
        return stores.segments().nearest(stores.tenant(), collection, embeddingModel.embed(request.getQuery()), request.getTopK(), minCosine(request),
                request.hasFilterExpression() ? filter(request.getFilterExpression()) : null).stream().map(SegmentVectorStore::document).toList();
    }

    /** A threshold of 0 accepts all, also what points away from the query. */
    private static double minCosine(SearchRequest request) {
        return request.getSimilarityThreshold() == SearchRequest.SIMILARITY_THRESHOLD_ACCEPT_ALL ? -1 : request.getSimilarityThreshold();
    }

    private static Document document(Segment.Found found) {
        Map<String, Object> metadata = new HashMap<>(found.segment().metadata());
        metadata.put(DocumentMetadata.DISTANCE.value(), (float) (1 - found.cosine()));
        return Document.builder().id(found.segment().id()).text(found.segment().text()).metadata(metadata).score(found.cosine()).build();
    }

    private static SegmentFilter filter(Filter.Operand operand) {
        return switch (operand) {
            case Filter.Group(Filter.Expression content) -> filter(content);
            case Filter.Expression(Filter.ExpressionType type, Filter.Operand left, Filter.Operand right) -> switch (type) {
                case AND -> new SegmentFilter.And(filter(left), filter(right));
                case OR -> new SegmentFilter.Or(filter(left), filter(right));
                case NOT -> new SegmentFilter.Not(filter(left));
                case EQ -> new SegmentFilter.Equal(name(left), value(right));
                case NE -> new SegmentFilter.Not(new SegmentFilter.Equal(name(left), value(right)));
                case GT -> new SegmentFilter.Ordered(name(left), Order.GREATER, value(right));
                case GTE -> new SegmentFilter.Ordered(name(left), Order.GREATER_OR_EQUAL, value(right));
                case LT -> new SegmentFilter.Ordered(name(left), Order.LESS, value(right));
                case LTE -> new SegmentFilter.Ordered(name(left), Order.LESS_OR_EQUAL, value(right));
                case IN -> new SegmentFilter.In(name(left), (Collection<?>) value(right));
                case NIN -> new SegmentFilter.Not(new SegmentFilter.In(name(left), (Collection<?>) value(right)));
                case ISNULL -> new SegmentFilter.Not(new SegmentFilter.Present(name(left)));
                case ISNOTNULL -> new SegmentFilter.Present(name(left));
            };
            default -> throw new IllegalArgumentException("A filter is an expression or a group, and not " + operand + ".");
        };
    }

    /** The filter language lets names stand in quotes. */
    private static String name(Filter.Operand operand) {
        String name = ((Filter.Key) operand).key();
        return name.matches("(?s)\"[^\"]*\"|'[^']*'") ? name.substring(1, name.length() - 1) : name;
    }

    private static Object value(Filter.Operand operand) {
        return ((Filter.Value) operand).value();
    }

    @Override
    public VectorStoreObservationContext.Builder createObservationContextBuilder(String operation) {
        return VectorStoreObservationContext.builder("postgresql", operation).collectionName(collection).similarityMetric("cosine");
    }
}
