package palimpsest.memory.segment;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.RelevanceScore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import palimpsest.memory.segment.SegmentFilter.Order;

/** LangChain4j's embedding store over the segments of one collection, for the tenant of the caller. All filters of LangChain4j are taken. */
public final class SegmentEmbeddingStore implements EmbeddingStore<TextSegment> {

    private final SegmentStore store;
    private final String collection;
    private final Supplier<String> tenant;

    /** @param tenant asked at each call */
    public SegmentEmbeddingStore(SegmentStore store, String collection, Supplier<String> tenant) {
        this.store = store;
        this.collection = collection;
        this.tenant = tenant;
    }

    @Override
    public String add(Embedding embedding) {
        return addAll(List.of(embedding)).getFirst();
    }

    @Override
    public void add(String id, Embedding embedding) {
        addAll(List.of(id), List.of(embedding), null);
    }

    @Override
    public String add(Embedding embedding, TextSegment segment) {
        return addAll(List.of(embedding), List.of(segment)).getFirst();
    }

    @Override
    public List<String> addAll(List<Embedding> embeddings) {
        List<String> ids = generateIds(embeddings.size());
        addAll(ids, embeddings, null);
        return ids;
    }

    /** @throws IllegalArgumentException when the lists differ in length */
    @Override
    public void addAll(List<String> ids, List<Embedding> embeddings, List<TextSegment> segments) {
        if (ids.size() != embeddings.size() || segments != null && segments.size() != ids.size()) {
            throw new IllegalArgumentException("%d ids, %d embeddings and %s segments: give as many of each.".formatted(ids.size(), embeddings.size(),
                    segments == null ? "no" : segments.size()));
        }
        store.put(tenant.get(), collection, IntStream.range(0, ids.size()).mapToObj(i -> {
            TextSegment segment = segments == null ? null : segments.get(i);
            return new Segment(ids.get(i), segment == null ? null : segment.text(), segment == null ? null : segment.metadata().toMap(), embeddings.get(i).vector());
        }).toList());
    }

    /** The score of a match is LangChain4j's relevance: 0 to 1, half of one and the cosine. */
    @Override
    public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
        double minCosine = CosineSimilarity.fromRelevanceScore(request.minScore());
        var matches = new ArrayList<EmbeddingMatch<TextSegment>>();
        for (Segment.Found found : store.nearest(tenant.get(), collection, request.queryEmbedding().vector(), request.maxResults(), minCosine,
                request.filter() == null ? null : filter(request.filter()))) {
            Segment segment = found.segment();
            matches.add(new EmbeddingMatch<>(RelevanceScore.fromCosineSimilarity(found.cosine()), segment.id(), Embedding.from(segment.embedding()),
                    segment.text() == null ? null : TextSegment.from(segment.text(), metadata(segment))));
        }
        return new EmbeddingSearchResult<>(matches);
    }

    /** Of the types that LangChain4j knows: a number that is too large for a long is a double, and what Spring AI stores besides is told as text. */
    private static Metadata metadata(Segment segment) {
        var metadata = new HashMap<String, Object>();
        segment.metadata().forEach((name, value) -> metadata.put(name, switch (value) {
            case Integer number -> number;
            case Long number -> number;
            case Number number -> number.doubleValue();
            default -> value.toString();
        }));
        return Metadata.from(metadata);
    }

    @Override
    public void remove(String id) {
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException("id cannot be null or blank");
        }
        removeAll(List.of(id));
    }

    @Override
    public void removeAll(Collection<String> ids) {
        if (ids == null || ids.isEmpty()) {
            throw new IllegalArgumentException("ids cannot be null or empty");
        }
        store.remove(tenant.get(), collection, ids);
    }

    @Override
    public void removeAll(Filter filter) {
        if (filter == null) {
            throw new IllegalArgumentException("filter cannot be null");
        }
        store.remove(tenant.get(), collection, filter(filter));
    }

    @Override
    public void removeAll() {
        store.remove(tenant.get(), collection, (SegmentFilter) null);
    }

    /** @throws UnsupportedOperationException for a filter that LangChain4j doesn't define */
    private static SegmentFilter filter(Filter filter) {
        return switch (filter) {
            case IsEqualTo f -> new SegmentFilter.Equal(f.key(), f.comparisonValue());
            case IsNotEqualTo f -> new SegmentFilter.Not(new SegmentFilter.Equal(f.key(), f.comparisonValue()));
            case IsIn f -> new SegmentFilter.In(f.key(), f.comparisonValues());
            case IsNotIn f -> new SegmentFilter.Not(new SegmentFilter.In(f.key(), f.comparisonValues()));
            case IsLessThan f -> new SegmentFilter.Ordered(f.key(), Order.LESS, f.comparisonValue());
            case IsLessThanOrEqualTo f -> new SegmentFilter.Ordered(f.key(), Order.LESS_OR_EQUAL, f.comparisonValue());
            case IsGreaterThan f -> new SegmentFilter.Ordered(f.key(), Order.GREATER, f.comparisonValue());
            case IsGreaterThanOrEqualTo f -> new SegmentFilter.Ordered(f.key(), Order.GREATER_OR_EQUAL, f.comparisonValue());
            case ContainsString f -> new SegmentFilter.Contains(f.key(), f.comparisonValue());
            case And f -> new SegmentFilter.And(filter(f.left()), filter(f.right()));
            case Or f -> new SegmentFilter.Or(filter(f.left()), filter(f.right()));
            case Not f -> new SegmentFilter.Not(filter(f.expression()));
            default -> throw new UnsupportedOperationException("The filter " + filter.getClass().getName() + " is not known here.");
        };
    }
}
