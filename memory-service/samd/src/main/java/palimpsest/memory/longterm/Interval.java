package palimpsest.memory.longterm;

import java.time.Instant;

/**
 * A stretch of time, {@code [from, to)}.
 *
 * @param to null while it lasts
 */
public record Interval(Instant from, Instant to) {

    /** @throws IllegalArgumentException when it ends before it begins; it may be empty */
    public Interval {
        if (to != null && to.isBefore(from)) {
            throw new IllegalArgumentException("An interval can't end at " + to + " before it begins at " + from);
        }
    }

    public static Interval since(Instant from) {
        return new Interval(from, null);
    }

    public boolean contains(Instant time) {
        return !time.isBefore(from) && (to == null || time.isBefore(to));
    }

    /** The part before a time; empty when it begins later. */
    Interval until(Instant end) {
        Instant least = end.isBefore(from) ? from : end;
        return to != null && to.isBefore(least) ? this : new Interval(from, least);
    }

    boolean isEmpty() {
        return from.equals(to);
    }
}
