package palimpsest.memory.embed;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * An embedding model with what is to be known about it, or two of them, each for the texts of its language. A model is loaded on first use.
 */
public final class Embedder {

    private final String id;
    private final VectorModels models;
    private final Embedder usual;
    private final Function<List<String>, List<float[]>> passages;
    private final Function<String, float[]> query;

    /**
     * @param id          stored beside every vector; a different id means that everything is embedded anew
     * @param queryPrefix set before a query, not before a passage; empty for none
     * @param loader      called once, on first use
     */
    public Embedder(String id, String queryPrefix, Supplier<EmbeddingModel> loader) {
        this(id, query -> queryPrefix + query, loader);
    }

    /** @param asQuery what is embedded for a query */
    private Embedder(String id, UnaryOperator<String> asQuery, Supplier<EmbeddingModel> loader) {
        var model = new Model(id, loader);
        this.id = id;
        this.models = VectorModels.single(id);
        this.usual = this;
        this.passages = model::passages;
        this.query = text -> model.query(asQuery.apply(text));
    }

    private Embedder(String id, Embedder usual, Embedder chinese) {
        this.id = id;
        this.models = new VectorModels(usual.id, chinese.id);
        this.usual = usual;
        this.passages = texts -> byLanguage(texts, usual, chinese);
        this.query = text -> (VectorModels.isChinese(text) ? chinese : usual).query(text);
    }

    /**
     * Texts in Chinese by one, all others by another. Each has its own vectors, of a width of its own, which are stored under the id of its model.
     *
     * @param id of both together, for people
     */
    public static Embedder byLanguage(String id, Embedder usual, Embedder chinese) {
        return new Embedder(id, usual, chinese);
    }

    /** For people; vectors are stored under the ids of {@link #models()}. */
    public String id() {
        return id;
    }

    /** By which model which text is embedded. */
    public VectorModels models() {
        return models;
    }

    /** The one that embeds all texts but those in Chinese, for whatever text: all its vectors have one width and can be compared. */
    public Embedder usual() {
        return usual;
    }

    /** One vector for each text, in order; of different widths where two models make them. Whatever the model throws is thrown. */
    public List<float[]> passages(List<String> texts) {
        return passages.apply(texts);
    }

    /** The vector of a query, comparable with those of passages that are embedded by the same model. */
    public float[] query(String text) {
        return query.apply(text);
    }

    private static List<float[]> byLanguage(List<String> texts, Embedder usual, Embedder chinese) {
        var vectors = new float[texts.size()][];
        for (boolean inChinese : new boolean[] {false, true}) {
            int[] places = IntStream.range(0, texts.size()).filter(i -> VectorModels.isChinese(texts.get(i)) == inChinese).toArray();
            if (places.length > 0) {
                List<float[]> own = (inChinese ? chinese : usual).passages(IntStream.of(places).mapToObj(texts::get).toList());
                for (int i = 0; i < places.length; i++) {
                    vectors[places[i]] = own.get(i);
                }
            }
        }
        return List.of(vectors);
    }

    private static final class Model {

        private final String id;
        private final Supplier<EmbeddingModel> loader;
        private volatile EmbeddingModel loaded;

        Model(String id, Supplier<EmbeddingModel> loader) {
            this.id = id;
            this.loader = loader;
        }

        List<float[]> passages(List<String> texts) {
            var segments = texts.stream().map(TextSegment::from).toList();
            var vectors = model().embedAll(segments).content();
            if (vectors.size() != texts.size()) {
                throw new IllegalStateException("The embedding model " + id + " gave " + vectors.size() + " vectors for " + texts.size() + " texts");
            }
            return vectors.stream().map(vector -> vector.vector()).toList();
        }

        float[] query(String text) {
            return model().embed(text).content().vector();
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
}
