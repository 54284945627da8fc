package palimpsest.evaluation.retrieval;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import palimpsest.memory.embed.Embedder;

/** Embeds each text once, however many memories are compared; a query each time, because finding is timed with it. */
final class RememberedVectors implements EmbeddingModel {

    private final Embedder embedder;
    private final Map<String, float[]> passages = new HashMap<>();

    RememberedVectors(Embedder embedder) {
        this.embedder = embedder;
    }

    Embedder asEmbedder() {
        return new Embedder(embedder.id(), "", () -> this);
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        // one at a time: a batch would be padded to its longest text
        return Response.from(segments.stream().map(segment -> Embedding.from(passages.computeIfAbsent(segment.text(),
                text -> embedder.passages(List.of(text)).getFirst()))).toList());
    }

    @Override
    public Response<Embedding> embed(String query) {
        return Response.from(Embedding.from(embedder.query(query)));
    }
}
