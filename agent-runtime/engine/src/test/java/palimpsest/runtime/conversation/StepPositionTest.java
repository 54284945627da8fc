package palimpsest.runtime.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.NoteEvent.NoteDeleted;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;

class StepPositionTest {

    private static final UUID RUN = new UUID(1, 1);

    /** Three steps; the second one was asked twice. */
    private static List<RecordedEvent> run() {
        List<ConversationEvent> events = List.of(new StepStarted(1, "m"), new BudgetMeasured(1, 1, 1, 1, 0), new AssistantSpoke(1, "a", List.of(), null, null),
                new StepStarted(2, "m"), new BudgetMeasured(1, 1, 1, 1, 0), new StepStarted(2, "m"), new BudgetMeasured(1, 1, 1, 1, 0),
                new AssistantSpoke(2, "b", List.of(), null, null), new NoteDeleted("x"), new StepStarted(3, "m"), new BudgetMeasured(1, 1, 1, 1, 0),
                new AssistantSpoke(3, "c", List.of(), null, null), new RunFinished(null));
        List<RecordedEvent> recorded = new ArrayList<>();
        events.forEach(event -> recorded.add(new RecordedEvent(null, recorded.size() + 1, RUN, null, event)));
        return recorded;
    }

    @Test
    void a_step_begins_at_the_same_place_after_its_history_was_compacted() {
        List<RecordedEvent> whole = run();
        List<RecordedEvent> compacted = whole.stream().filter(event -> !(event.event() instanceof StepStarted)).toList();
        for (int step = 1; step <= 4; step++) {
            assertThat(kept(compacted, step)).as("step " + step).isEqualTo(kept(whole, step));
        }
    }

    /** What stays when the run goes on from there. */
    private static List<ConversationEvent> kept(List<RecordedEvent> events, int step) {
        long through = StepPosition.of(events, RUN, step).keptThrough();
        return events.stream().filter(event -> event.seq() <= through && !(event.event() instanceof StepStarted)).map(RecordedEvent::event).toList();
    }
}
