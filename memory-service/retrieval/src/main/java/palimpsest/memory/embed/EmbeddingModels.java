package palimpsest.memory.embed;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallzhv15q.BgeSmallZhV15QuantizedEmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.function.Supplier;
import palimpsest.memory.text.NativeTokenizers;

/** The embedding models that run in this process, without a server. */
public final class EmbeddingModels {

    public static final String BGE_SMALL_EN = "bge-small-en-v1.5-q";
    public static final String BGE_SMALL_ZH = "bge-small-zh-v1.5-q";

    /** Both, each for the texts of its language: vectors are stored under the ids of these two. */
    public static final String BGE_SMALL_EN_ZH = "bge-small-en-zh-v1.5-q";

    private static final String QUERY = "Represent this sentence for searching relevant passages: ";
    private static final String CHINESE_QUERY = "为这个句子生成表示以用于检索相关文章：";

    private EmbeddingModels() {}

    /**
     * @param id {@code bge-small-en-v1.5-q} (384 dimensions), {@code bge-small-zh-v1.5-q} (512, Chinese) or {@code bge-small-en-zh-v1.5-q} (both: texts in Chinese by the second)
     * @throws IllegalArgumentException when there is no such model; the message names those there are
     */
    public static Embedder byId(String id) {
        return switch (id) {
            // Lambdas, not references: the classes are looked for when they are used, and need not be there before.
            case BGE_SMALL_EN -> new Embedder(id, QUERY, english());
            case BGE_SMALL_ZH -> new Embedder(id, CHINESE_QUERY, chinese());
            case BGE_SMALL_EN_ZH -> Embedder.byLanguage(id, byId(BGE_SMALL_EN), byId(BGE_SMALL_ZH));
            default -> throw new IllegalArgumentException("No embedding model \"" + id + "\" runs in this process: use "
                    + BGE_SMALL_EN + ", " + BGE_SMALL_ZH + " or " + BGE_SMALL_EN_ZH + ", or hand in a model of your own");
        };
    }

    // their own threads embed texts beside each other: ONNX Runtime spreads one short text badly over the cores
    private static Supplier<EmbeddingModel> english() {
        return quietly(() -> new BgeSmallEnV15QuantizedEmbeddingModel());
    }

    private static Supplier<EmbeddingModel> chinese() {
        return quietly(() -> new BgeSmallZhV15QuantizedEmbeddingModel());
    }

    /** What vectors of a model handed in are stored under: its name, or its class where it has none. */
    public static String idOf(EmbeddingModel model) {
        String name = model.modelName();
        return name == null || name.isBlank() || name.equals("unknown") ? model.getClass().getName() : name;
    }

    private static Supplier<EmbeddingModel> quietly(Supplier<EmbeddingModel> loader) {
        var calls = new NativeCalls("embedding-call");
        return () -> {
            NativeTokenizers.stayQuiet();
            return new InProcess(calls.call(loader), calls);
        };
    }

    /** Runs a model so that no virtual thread holds its carrier meanwhile. */
    private record InProcess(EmbeddingModel model, NativeCalls calls) implements EmbeddingModel {

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return calls.call(() -> model.embedAll(segments));
        }

        @Override
        public int dimension() {
            return calls.call(model::dimension);
        }

        @Override
        public String modelName() {
            return model.modelName();
        }
    }
}
