package palimpsest.memory.embed;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * An embedding model with what is to be known about it. The model is loaded on first use.
 */
public final class Embedder {

    private final String id;
    private final UnaryOperator<String> asQuery;
    private final Supplier<EmbeddingModel> loader;
    private volatile EmbeddingModel loaded;

    /**
     * @param id          stored beside every vector; a different id means that everything is embedded anew
     * @param queryPrefix set before a query, not before a passage; empty for none
     * @param loader      called once, on first use
     */
    public Embedder(String id, String queryPrefix, Supplier<EmbeddingModel> loader) {
        this(id, query -> queryPrefix + query, loader);
    }

    /** @param asQuery what is embedded for a query */
    Embedder(String id, UnaryOperator<String> asQuery, Supplier<EmbeddingModel> loader) {
        this.id = id;
        this.asQuery = asQuery;
        this.loader = loader;
    }

    public String id() {
        return id;
    }

    /** One vector for each text, in order. Whatever the model throws is thrown. */
    public List<float[]> passages(List<String> texts) {
        var segments = texts.stream().map(TextSegment::from).toList();
        var vectors = model().embedAll(segments).content();
        if (vectors.size() != texts.size()) {
            throw new IllegalStateException("The embedding model " + id + " gave " + vectors.size() + " vectors for " + texts.size() + " texts");
        }
        return vectors.stream().map(vector -> vector.vector()).toList();
    }

    /** The vector of a query. */
    public float[] query(String text) {
        return model().embed(asQuery.apply(text)).content().vector();
    }

    private EmbeddingModel model() {
        EmbeddingModel model = loaded;
        if (model == null) {
            synchronized (this) {
                model = loaded;
                if (model == null) {
                    model = loader.get();
                    loaded = model;
                }
            }
        }
        return model;
    }
}
