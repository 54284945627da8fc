package palimpsest.memory.meta.evolve;

/** Evolution is language models at work, and none is configured. */
public final class LanguageModelNeeded extends RuntimeException {

    public LanguageModelNeeded(String message) {
        super(message);
    }
}
