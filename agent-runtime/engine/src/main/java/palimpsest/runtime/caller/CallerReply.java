package palimpsest.runtime.caller;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.RunEvent.RunFailed;

/**
 * What a caller is answered.
 *
 * @param seq   number of the event that ends it
 * @param at    when it ended
 * @param usage of all requests to models since the caller's last message
 */
public record CallerReply(Id id, UUID conversationId, long seq, Instant at, Outcome outcome, Usage usage) {

    CallerReply with(Outcome other) {
        return new CallerReply(id, conversationId, seq, at, other, usage);
    }

    /** What came of it. */
    public sealed interface Outcome {}

    /**
     * The run ended with an answer, {@code stoppedBy} as in a run's result; or the model's message ended before it was complete: then it is the
     * type of the failure, one of {@link #ENDINGS}, and the text is what was said. A caller of messages is told of both by a reason for the end.
     */
    public record Answered(String text, String stoppedBy) implements Outcome {

        static final Set<String> ENDINGS = Set.of("output-limit", "content-filter", "refusal");

        /** Whether the text is what the model refuses with. */
        public boolean refused() {
            return stoppedBy.equals("refusal");
        }

        /** Whether a content filter stopped it. */
        public boolean filtered() {
            return stoppedBy.equals("content-filter");
        }
    }

    /** The model calls functions of the caller, one at least. {@code text} may be null. */
    public record Called(String text, List<Call> calls) implements Outcome {}

    /** The run ended without an answer. */
    public record Failed(RunFailed failure) implements Outcome {}

    /**
     * Tokens as providers reported them, or else as they were measured.
     *
     * @param cached    of the input
     * @param reasoning of the output
     */
    public record Usage(long input, long cached, long output, long reasoning) {}

    /**
     * Names a reply over time.
     *
     * @param after the last event before it
     */
    public record Id(UUID runId, long after) {

        private static final int RUN = 32;

        /** Letters and digits: the run's id, then the event's number in hexadecimal. */
        @Override
        public String toString() {
            return runId.toString().replace("-", "") + Long.toHexString(after);
        }

        /** @throws IllegalArgumentException when it is none */
        public static Id parse(String text) {
            if (!text.matches("[0-9a-f]{33,48}")) {
                throw new IllegalArgumentException("not the id of a reply");
            }
            return new Id(new UUID(Long.parseUnsignedLong(text.substring(0, RUN / 2), 16), Long.parseUnsignedLong(text.substring(RUN / 2, RUN), 16)),
                    Long.parseLong(text.substring(RUN), 16));
        }
    }
}
