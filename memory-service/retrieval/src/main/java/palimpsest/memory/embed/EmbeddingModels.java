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

    private EmbeddingModels() {}

    /**
     * @param id {@code bge-small-en-v1.5-q} (384 dimensions) or {@code bge-small-zh-v1.5-q} (512, Chinese)
     * @throws IllegalArgumentException when there is no such model; the message names those there are
     */
    public static Embedder byId(String id) {
        return switch (id) {
            // Lambdas, not references: the classes are looked for when they are used, and need not be there before.
            // their own threads embed texts beside each other: ONNX Runtime spreads one short text badly over the cores
            case BGE_SMALL_EN -> new Embedder(id, "Represent this sentence for searching relevant passages: ",
                    quietly(() -> new BgeSmallEnV15QuantizedEmbeddingModel()));
            case BGE_SMALL_ZH -> new Embedder(id, "为这个句子生成表示以用于检索相关文章：",
                    quietly(() -> new BgeSmallZhV15QuantizedEmbeddingModel()));
            default -> throw new IllegalArgumentException("No embedding model \"" + id + "\" runs in this process: use "
                    + BGE_SMALL_EN + " or " + BGE_SMALL_ZH + ", or hand in a model of your own");
        };
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
