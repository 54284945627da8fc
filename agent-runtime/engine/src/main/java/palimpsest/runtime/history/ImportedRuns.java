package palimpsest.runtime.history;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import palimpsest.memory.log.HistoryStore.EndedRun;
import palimpsest.memory.run.RunState;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.StandingEvents;

/**
 * The runs of a mended history as rows. One that had not ended is a failed one here: it may go on where the file comes from, so that only
 * a person's retry goes on with it.
 */
final class ImportedRuns {

    private RunState state;
    private String endedBy;
    private int steps;
    private Instant startedAt;
    private Instant endedAt;

    private ImportedRuns() {}

    /** Those that ended, oldest first. */
    static List<EndedRun> of(List<HistoryEntry> history) {
        Map<UUID, ImportedRuns> runs = new LinkedHashMap<>();
        for (RecordedEvent event : StandingEvents.of(NumberedHistory.recorded(history))) {
            if (event.event() instanceof RunStarted && event.runId() != null) {
                runs.computeIfAbsent(event.runId(), id -> new ImportedRuns()).startedAt = time(event);
            } else if (runs.containsKey(event.runId())) {
                runs.get(event.runId()).take(event);
            }
        }
        return runs.entrySet().stream().map(run -> run.getValue().row(run.getKey())).filter(Objects::nonNull).toList();
    }

    private void take(RecordedEvent recorded) {
        switch (recorded.event()) {
            case AssistantSpoke ignored -> steps++;
            case RunFinished finished -> end(finished.result().stoppedBy().equals("cancelled") ? RunState.CANCELLED : RunState.SUCCEEDED,
                    finished.result().stoppedBy(), time(recorded));
            case RunFailed failed -> end(RunState.FAILED, failed.type(), time(recorded));
            default -> { }
        }
    }

    /** Null when the file does not say. */
    private static Instant time(RecordedEvent recorded) {
        return recorded.at().equals(NumberedHistory.NO_TIME) ? null : recorded.at();
    }

    private void end(RunState how, String by, Instant at) {
        state = how;
        endedBy = by;
        endedAt = at;
    }

    private EndedRun row(UUID id) {
        return state == null ? null : new EndedRun(id, state, endedBy, steps, startedAt, endedAt);
    }
}
