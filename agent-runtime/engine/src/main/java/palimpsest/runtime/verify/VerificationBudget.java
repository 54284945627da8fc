package palimpsest.runtime.verify;

import java.time.Duration;
import java.util.function.LongSupplier;

/** What one verification may still use; shared by its checks. */
public final class VerificationBudget {

    /**
     * @param interactions with anything outside: a language model, a search, a reranker
     * @param tokens       given to and got from them
     * @param deadline     of the verification as a whole
     */
    public record Limits(int interactions, int tokens, Duration deadline) {

        /** Those of the paper, and five seconds. */
        public static final Limits DEFAULT = new Limits(3, 30_000, Duration.ofSeconds(5));

        public Limits {
            if (interactions < 0 || tokens < 0 || !deadline.isPositive()) {
                throw new IllegalArgumentException("Limits of a verification must not be negative, and its deadline longer than 0.");
            }
        }
    }

    private final Limits limits;
    private final LongSupplier nanos;
    private final long end;
    private int interactions;
    private long tokens;

    /** @param nanos a clock that only ever advances, as {@link System#nanoTime()} */
    public VerificationBudget(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.end = nanos.getAsLong() + limits.deadline().toNanos();
    }

    /**
     * Takes one interaction.
     *
     * @param mayUse tokens that it may use at most
     * @throws VerificationBudgetSpent when this one is no longer allowed
     */
    public synchronized void interact(int mayUse) {
        checkDeadline();
        if (interactions >= limits.interactions()) {
            throw new VerificationBudgetSpent("the limit of " + limits.interactions() + " interactions was reached");
        }
        use(mayUse);
        interactions++;
    }

    /**
     * Takes tokens without an interaction.
     *
     * @throws VerificationBudgetSpent when so many are no longer allowed
     */
    public synchronized void use(int mayUse) {
        checkDeadline();
        if (tokens + mayUse > limits.tokens()) {
            throw new VerificationBudgetSpent("the limit of " + limits.tokens() + " tokens was reached");
        }
        tokens += mayUse;
    }

    /** Tokens that may still be used. */
    public synchronized long tokensLeft() {
        return limits.tokens() - tokens;
    }

    /** @throws VerificationBudgetSpent when the time is over; long work asks between its parts */
    public void checkDeadline() {
        if (remaining().isNegative() || remaining().isZero()) {
            throw new VerificationBudgetSpent("the deadline of " + limits.deadline().toMillis() + " ms was reached");
        }
    }

    /** Time that is left; not positive when there is none. */
    public Duration remaining() {
        return Duration.ofNanos(end - nanos.getAsLong());
    }
}
