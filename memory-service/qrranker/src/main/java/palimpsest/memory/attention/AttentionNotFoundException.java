package palimpsest.memory.attention;

/** A model's graph computes no attention that can be read; the message says what was looked for. */
public final class AttentionNotFoundException extends RuntimeException {

    AttentionNotFoundException(String message) {
        super(message);
    }
}
