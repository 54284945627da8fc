package palimpsest.memory.longterm;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.Locale;
import palimpsest.memory.embed.Embedder;

/** An embedding model that counts words: texts with the same words are near each other. */
final class Words implements EmbeddingModel {

    static Embedder embedder() {
        return new Embedder("words", "", Words::new);
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        return Response.from(segments.stream().map(segment -> {
            float[] vector = new float[384];
            for (String word : segment.text().toLowerCase(Locale.ROOT).split("\\W+")) {
                vector[Math.floorMod(word.hashCode(), 384)] += 1;
            }
            var embedding = Embedding.from(vector);
            embedding.normalize();
            return embedding;
        }).toList());
    }
}
