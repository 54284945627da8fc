package palimpsest.runtime.loop;

import java.util.List;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;

/** What stands or falls with each append of a run: the right to make it, and its number. */
public interface StepGuard {

    /** For a run that nobody else can work on. */
    StepGuard NONE = new StepGuard() {
        @Override
        public void commit(ContextState before, List<ConversationEvent> events) { }

        @Override
        public void committed(List<ConversationEvent> events) { }
    };

    /**
     * In the transaction of the append.
     *
     * @throws RunTakenOver when the run may no longer be worked on here
     */
    void commit(ContextState before, List<ConversationEvent> events);

    /** After that transaction. */
    void committed(List<ConversationEvent> events);

    /** What is appended before the first step. */
    default List<ConversationEvent> opening() {
        return List.of();
    }
}
