package palimpsest.runtime.conversation;

import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;

/**
 * Where a step of a run begins in its conversation's log.
 *
 * @param fromStep     from 1
 * @param keptThrough  seq of the last event before it
 */
record StepPosition(int fromStep, long keptThrough) {

    /**
     * @param standing all events of the conversation that stand
     * @param fromStep null for the step that failed, or else the last one
     * @throws RequestRefused INVALID when the run has no such step
     */
    static StepPosition of(List<RecordedEvent> standing, UUID runId, Integer fromStep) {
        List<RecordedEvent> events = standing.stream().filter(event -> runId.equals(event.runId())).toList();
        int steps = (int) events.stream().filter(event -> event.event() instanceof AssistantSpoke).count();
        boolean answered = events.stream().anyMatch(event -> event.event() instanceof RunFinished);
        int wanted = fromStep != null ? fromStep : answered ? Math.max(steps, 1) : steps + 1;
        if (wanted < 1 || wanted > steps + 1) {
            throw RequestRefused.invalid("from_step", "from_step can be 1 to " + (steps + 1) + ": the run has " + steps + " finished steps.");
        }
        return new StepPosition(wanted, before(events, wanted).orElse(standing.getLast().seq()));
    }

    /** The number before the event with which a step of the run begins. */
    private static OptionalLong before(List<RecordedEvent> run, int step) {
        int answers = 0;
        for (RecordedEvent event : run) {
            boolean begins = switch (event.event()) {
                case StepStarted started -> started.step() == step;
                // Of an old run only what the step measured is left (HistorySweep).
                case BudgetMeasured ignored -> answers == step - 1;
                // The step after the last one begins where the run ended.
                case RunFinished ignored -> true;
                case RunFailed ignored -> true;
                default -> false;
            };
            if (begins) {
                return OptionalLong.of(event.seq() - 1);
            }
            answers += event.event() instanceof AssistantSpoke ? 1 : 0;
        }
        return OptionalLong.empty();
    }
}
