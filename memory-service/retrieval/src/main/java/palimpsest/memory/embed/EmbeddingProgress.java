package palimpsest.memory.embed;

/**
 * How far dense search has come.
 *
 * @param model    id of the embedding model
 * @param passages passages in scope
 * @param embedded those of them with an embedding of this model
 * @param running  whether embedding goes on in this process right now
 */
public record EmbeddingProgress(String model, long passages, long embedded, boolean running) {
    public boolean complete() {
        return embedded >= passages;
    }
}
