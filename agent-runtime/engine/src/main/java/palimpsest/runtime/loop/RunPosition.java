package palimpsest.runtime.loop;

import java.time.Instant;
import java.util.List;
import palimpsest.memory.run.RunState;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunPaused;

/** Where a run stands after an append of its own. */
record RunPosition(RunState state, String parkedFor, Instant parkedUntil, String endedBy) {

    private static final RunPosition RUNNING = new RunPosition(RunState.RUNNING, null, null, null);

    static RunPosition after(List<ConversationEvent> events) {
        RunPosition position = RUNNING;
        for (ConversationEvent event : events) {
            position = switch (event) {
                case RunFinished end -> new RunPosition(end.result().stoppedBy().equals("cancelled") ? RunState.CANCELLED : RunState.SUCCEEDED,
                        null, null, end.result().stoppedBy());
                case RunFailed end -> new RunPosition(RunState.FAILED, null, null, end.type());
                case RunPaused ignored -> new RunPosition(RunState.PAUSED, null, null, null);
                case ApprovalRequested request -> new RunPosition(RunState.WAITING, request.callId(), request.expiresAt(), null);
                default -> position;
            };
        }
        return position;
    }
}
