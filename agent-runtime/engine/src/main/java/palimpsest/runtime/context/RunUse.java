package palimpsest.runtime.context;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import palimpsest.runtime.event.RunEvent.LimitsSet;
import palimpsest.runtime.event.RunEvent.ModelAnswered;

/** What a run has used of what it may use, by its recorded events. Changed only by {@link ContextState}. */
public final class RunUse {

    private LimitsSet limits = new LimitsSet(null, null, null);
    private long tokens;
    private double spend;
    private Duration time = Duration.ZERO;
    private Instant last;

    void limitedTo(LimitsSet newLimits) {
        limits = newLimits;
    }

    void answered(ModelAnswered answer) {
        tokens += answer.inputTokens() + answer.outputTokens();
        spend += answer.cost();
    }

    /** @param counts whether the run was worked on since its last event */
    void at(Instant now, boolean counts) {
        if (counts && last != null && now.isAfter(last)) {
            time = time.plus(Duration.between(last, now));
        }
        last = now;
    }

    /** Of all requests and answers. */
    public long tokens() {
        return tokens;
    }

    /** In the currency of the configured prices. */
    public double spend() {
        return spend;
    }

    /** Worked on, by the times of its events; neither parked nor between two runtimes. */
    public Duration time() {
        return time;
    }

    /**
     * A limit that was reached.
     *
     * @param name   {@code token-limit}, {@code time-limit} or {@code spend-limit}
     * @param amount in words
     */
    public record Reached(String name, String amount) {}

    /** The first limit that is reached, if one is. */
    public Optional<Reached> reached() {
        if (limits.tokens() != null && tokens >= limits.tokens()) {
            return Optional.of(new Reached("token-limit", String.format(Locale.ROOT, "%,d tokens", tokens)));
        }
        if (limits.seconds() != null && time.toSeconds() >= limits.seconds()) {
            return Optional.of(new Reached("time-limit", time.toSeconds() + " seconds"));
        }
        if (limits.spend() != null && spend >= limits.spend()) {
            return Optional.of(new Reached("spend-limit", String.format(Locale.ROOT, "spending %.4f", spend)));
        }
        return Optional.empty();
    }
}
