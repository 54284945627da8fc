package palimpsest.runtime.event;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import palimpsest.runtime.event.MessageEvent.Call;

/** Calls of tools with an effect outside: what is about to be called, and what a person decides about it. */
public sealed interface ApprovalEvent extends ConversationEvent {

    /** A call is about to be run whose effect is outside: without a result after it nobody knows whether it took effect. */
    record ToolStarted(String callId, String tool) implements ApprovalEvent {}

    /**
     * The run waits for a person to decide on a call.
     *
     * @param reason {@code approval}, {@code interrupted} or {@link #CALLER}
     * @param others calls of the same message that are handed to the caller with this one, in order
     */
    record ApprovalRequested(String callId, String tool, String arguments, String reason, Instant expiresAt, List<Call> others) implements ApprovalEvent {
        /** The run waits for the result of a function that the caller runs. */
        public static final String CALLER = "caller";

        public ApprovalRequested {
            // Older events have none.
            others = others == null ? List.of() : List.copyOf(others);
        }

        public ApprovalRequested(String callId, String tool, String arguments, String reason, Instant expiresAt) {
            this(callId, tool, arguments, reason, expiresAt, List.of());
        }

        public ApprovalRequested with(List<Call> calls) {
            return new ApprovalRequested(callId, tool, arguments, reason, expiresAt, calls);
        }

        /** All calls that are waited for. */
        public List<Call> calls() {
            return Stream.concat(Stream.of(new Call(callId, tool, arguments)), others.stream()).toList();
        }

        public boolean isOfCaller() {
            return CALLER.equals(reason);
        }
    }

    /** The decision. {@code reason} is the person's, or null; {@code result} what the tool is taken to have answered, or null. */
    record ApprovalAnswered(String callId, ApprovalDecision decision, String reason, String result) implements ApprovalEvent {}

    /** What a person may decide about a call, or time for them. */
    enum ApprovalDecision { APPROVED, REJECTED, ANSWERED, EXPIRED }
}
