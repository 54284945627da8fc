package palimpsest.runtime.context;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ApprovalEvent.ToolStarted;

/** Whether a run waits for a person, and what persons have decided about its calls. Changed only by {@link ContextState}. */
public final class RunParking {

    private Map<String, ApprovalAnswered> decisions = new HashMap<>();
    private Set<String> started = new HashSet<>();
    private boolean pauseRequested;
    private boolean paused;
    private ApprovalRequested waitingFor;

    void pauseRequested() {
        pauseRequested = true;
    }

    void paused() {
        paused = true;
    }

    /** Resumed, or asked to end. */
    void left() {
        pauseRequested = false;
        paused = false;
        waitingFor = null;
    }

    void started(ToolStarted call) {
        started.add(call.callId());
        // A decision holds for one attempt: after another crash it is asked for again.
        decisions.remove(call.callId());
    }

    void waits(ApprovalRequested request) {
        waitingFor = request;
    }

    void decided(ApprovalAnswered answer) {
        decisions.put(answer.callId(), answer);
        waitingFor = null;
    }

    void answered(String callId) {
        started.remove(callId);
        decisions.remove(callId);
    }

    /** Nobody works on the run. */
    public boolean parked() {
        return paused || waitingFor != null;
    }

    public boolean isPaused() {
        return paused;
    }

    /** To be paused after the step in progress. */
    public boolean pauseIsRequested() {
        return pauseRequested && !paused;
    }

    /** The call that waits for a decision. */
    public Optional<ApprovalRequested> waitingFor() {
        return Optional.ofNullable(waitingFor);
    }

    /** What was decided about a call that has no result yet. */
    public Optional<ApprovalAnswered> decision(String callId) {
        return Optional.ofNullable(decisions.get(callId));
    }

    /** Whether an attempt at a call that has no result yet was begun and recorded. */
    public boolean wasStarted(String callId) {
        return started.contains(callId);
    }
}
