package palimpsest.runtime.api.openai;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import palimpsest.memory.embed.Embedder;

/** The embedding model as far as callers may use it: the usual one for all languages, as callers compare whatever they get. */
public final class CallerEmbeddings {

    private final Embedder embedder;
    private final ToIntFunction<String> tokens;

    /**
     * @param embedder null when embeddings are turned off
     * @param tokens   counts a text
     */
    public CallerEmbeddings(Embedder embedder, ToIntFunction<String> tokens) {
        this.embedder = embedder == null ? null : embedder.usual();
        this.tokens = tokens;
    }

    /** Its name; empty when embeddings are turned off. */
    Optional<String> model() {
        return Optional.ofNullable(embedder).map(Embedder::id);
    }

    /** One vector for each text, in order. */
    List<float[]> embed(List<String> texts) {
        return embedder.passages(texts);
    }

    long tokens(List<String> texts) {
        return texts.stream().mapToLong(tokens::applyAsInt).sum();
    }
}
