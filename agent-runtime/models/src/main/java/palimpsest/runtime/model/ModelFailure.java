package palimpsest.runtime.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A model call that failed. The message is written for the user: what happened and what to do, never with a key in it.
 */
public final class ModelFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** Nothing answers at the address. */
        UNREACHABLE(true),
        /** No complete answer within the timeout. */
        TIMEOUT(true),
        /** The key is missing, wrong or not allowed to (401, 403). */
        UNAUTHORIZED(false),
        /** Too many requests (429); {@link ModelFailure#retryAfter()} may say how long to wait. */
        RATE_LIMITED(true),
        /** The provider's own fault (5xx). */
        PROVIDER_ERROR(true),
        /** The endpoint finds the request longer than the model takes (400, 413, 422). */
        CONTEXT_LENGTH(false),
        /** The endpoint refuses this request (other 4xx). */
        BAD_REQUEST(false),
        /** The answer is cut off, no JSON, or holds no message. */
        BAD_RESPONSE(true),
        /** It failed too often just now and was not asked. */
        CIRCUIT_OPEN(true),
        /** The calling thread was interrupted; its interrupt flag is set again. */
        CANCELLED(false);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }
    }

    private final Kind kind;
    private final Duration retryAfter;

    public ModelFailure(Kind kind, String message) {
        this(kind, message, null, null);
    }

    /** {@code retryAfter} and {@code origin} may be null. */
    ModelFailure(Kind kind, String message, Duration retryAfter, Throwable origin) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
        if (origin != null) {
            // Not as the cause: LangChain4j looks for the root of a chain and would translate that instead.
            addSuppressed(origin);
        }
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** Whether the same call may succeed later. */
    public boolean retryable() {
        return kind.retryable;
    }

    /** How long the endpoint asks to wait, if it does. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
