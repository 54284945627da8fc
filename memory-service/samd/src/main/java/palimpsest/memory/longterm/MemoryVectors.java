package palimpsest.memory.longterm;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.VectorModels;

/** Embeds what is remembered and what is looked for; without a model, or when it fails, words are enough to go on. */
final class MemoryVectors {

    private static final Logger log = LoggerFactory.getLogger(MemoryVectors.class);

    private final Embedder embedder;

    /** @param embedder null for none */
    MemoryVectors(Embedder embedder) {
        this.embedder = embedder;
    }

    /** The id of the model that makes the vector of a text, be it remembered or looked for; null without one. */
    String modelOf(String text) {
        return embedder == null ? null : embedder.models().modelOf(text);
    }

    /** By which model which text is embedded; null without one. */
    VectorModels models() {
        return embedder == null ? null : embedder.models();
    }

    /** One for each text. Whatever the model throws is thrown. */
    List<float[]> required(List<String> texts) {
        return embedder.passages(texts);
    }

    /** One for each text, or none at all; of the width of each text's model. */
    List<float[]> of(List<String> texts) {
        if (embedder == null || texts.isEmpty()) {
            return List.of();
        }
        try {
            return embedder.passages(texts);
        } catch (RuntimeException | LinkageError e) {
            log.warn("{} text(s) of a memory can't be embedded ({}): they are found by their words only", texts.size(), e.toString());
            return List.of();
        }
    }

    /** Null when there is none. */
    float[] ofQuery(String query) {
        try {
            return embedder == null ? null : embedder.query(query);
        } catch (RuntimeException | LinkageError e) {
            log.warn("A query can't be embedded ({}): the memory is searched by words alone", e.toString());
            return null;
        }
    }
}
