package palimpsest.memory.run;

import java.time.Instant;

/**
 * One append of a run, as its row records it.
 *
 * @param seq         from 1 in each run, without gaps
 * @param lastEvent   seq of the last event that is appended by it
 * @param state       of the run after it
 * @param steps       answers of the model by then
 * @param tokens      of all requests by then
 * @param parkedFor   the call that waits for a person, when {@code state} is {@link RunState#WAITING}
 * @param parkedUntil when that wait expires
 * @param endedBy     when {@code state} is an end
 * @param queueEntry  the entry of the scheduler that is removed when {@code state} is an end, unless somebody has taken it; null for none
 */
public record RunCommit(int seq, long lastEvent, RunState state, int steps, long tokens, String parkedFor, Instant parkedUntil, String endedBy,
                        String queueEntry) {}
