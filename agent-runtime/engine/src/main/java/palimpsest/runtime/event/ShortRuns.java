package palimpsest.runtime.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import palimpsest.runtime.event.MessageEvent.UserSpoke;

/**
 * The events of runs that were appended here from their questions on, while they are few and nobody else appended between them: what follows a run need not read
 * them. Safe for several threads.
 */
final class ShortRuns {

    private static final int MOST_RUNS = 512;
    private static final int MOST_EVENTS = 48;

    private final Map<UUID, Run> runs = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Run> eldest) {
            return size() > MOST_RUNS;
        }
    };

    private record Run(String tenant, List<RecordedEvent> events) {}

    /** @param appended by one append, in order */
    synchronized void add(String tenant, List<RecordedEvent> appended) {
        UUID runId = appended.isEmpty() ? null : appended.getFirst().runId();
        if (runId == null) {
            return;
        }
        Run run = appended.stream().anyMatch(event -> event.event() instanceof UserSpoke) ? new Run(tenant, new ArrayList<>()) : runs.get(runId);
        if (run == null) {
            return;
        }
        boolean follows = run.events().isEmpty() || run.events().getLast().seq() == appended.getFirst().seq() - 1;
        if (follows && run.events().size() + appended.size() <= MOST_EVENTS) {
            run.events().addAll(appended);
            runs.put(runId, run);
        } else {
            runs.remove(runId);
        }
    }

    /** The run's events up to that one, in order, once; empty when they must be read. */
    synchronized Optional<List<RecordedEvent>> take(String tenant, UUID runId, long lastSeq) {
        Run run = runId == null ? null : runs.get(runId);
        if (run == null || !run.tenant().equals(tenant) || run.events().getLast().seq() != lastSeq) {
            return Optional.empty();
        }
        runs.remove(runId);
        return Optional.of(run.events());
    }
}
