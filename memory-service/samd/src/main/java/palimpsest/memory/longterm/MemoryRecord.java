package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import palimpsest.memory.temporal.SpokenTime;

/**
 * Something remembered.
 *
 * @param subject    whose memory it is: a user or an agent
 * @param confidence in [0, 1]
 * @param valid      when it was true
 * @param known      when it was believed
 * @param replacedBy the record that took its place; null while it is believed
 * @param closedBy   for the copy of a replaced record that says until when it was true: what replaced it
 * @param verifiedBy who said that it is so; null when nobody did
 * @param times      dates spoken of in the text
 * @param sources    turns that it comes from, at least one
 */
public record MemoryRecord(UUID id, String subject, Kind kind, String text, Standing standing, double confidence, Interval valid, Interval known,
                           UUID replacedBy, UUID closedBy, String verifiedBy, List<SpokenTime> times, List<Source> sources) {

    public enum Kind { UTTERANCE, FACT, PREFERENCE, EPISODE }

    /** Said in so many words, guessed from what was said, or confirmed by somebody afterwards. */
    public enum Standing { STATED, INFERRED, VERIFIED }

    /**
     * A span of a turn, in Unicode code points of its content.
     *
     * @param decisionId of the gate's decision on the turn
     * @param turn       the turn's place among those of its conversation, where turns that follow each other have numbers that do; null before it is stored
     */
    public record Source(UUID decisionId, String conversation, long seq, Long turn, String speaker, Instant saidAt, int start, int end) {

        /** Its place, or else its number. */
        long place() {
            return turn == null ? seq : turn;
        }
    }

    /** Whether it was believed at one time that it was true at another. */
    public boolean isBelieved(Instant validAt, Instant knownAt) {
        return known.contains(knownAt) && valid.contains(validAt);
    }

    /**
     * What becomes of a record when another takes its place: it is no longer believed as it stands, and a copy is believed that ends
     * where the new one begins. A record that was never true before that has no copy.
     *
     * @param by      the new record
     * @param from    since when the new one is true
     * @param now     when that was learned
     * @param copyId  id of the copy
     */
    Replaced replaced(UUID by, Instant from, Instant now, UUID copyId) {
        var retired = new MemoryRecord(id, subject, kind, text, standing, confidence, valid, known.until(now), by, closedBy, verifiedBy, times, sources);
        Interval before = valid.until(from);
        return new Replaced(retired, before.isEmpty() ? null : new MemoryRecord(copyId, subject, kind, text, standing, confidence, before,
                Interval.since(now), null, by, verifiedBy, times, sources));
    }

    /** @param copy null when there is none */
    record Replaced(MemoryRecord retired, MemoryRecord copy) {}
}
