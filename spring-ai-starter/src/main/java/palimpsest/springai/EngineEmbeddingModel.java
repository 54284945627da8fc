package palimpsest.springai;

import java.util.List;
import java.util.stream.IntStream;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.AbstractEmbeddingModel;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import palimpsest.memory.embed.Embedder;

/** The engine's embedding model as Spring AI's, for applications that have none of their own: the usual one for all languages, as all vectors must have one width. */
final class EngineEmbeddingModel extends AbstractEmbeddingModel {

    private final Embedder embedder;

    EngineEmbeddingModel(Embedder embedder) {
        this.embedder = embedder.usual();
    }

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        List<float[]> vectors = embedder.passages(request.getInstructions());
        return new EmbeddingResponse(IntStream.range(0, vectors.size()).mapToObj(i -> new Embedding(vectors.get(i), i)).toList());
    }

    @Override
    public float[] embed(Document document) {
        return embedder.passages(List.of(getEmbeddingContent(document))).getFirst();
    }

    /** Of a query: some models want other words before it than before a passage. */
    @Override
    public float[] embed(String query) {
        return embedder.query(query);
    }
}
