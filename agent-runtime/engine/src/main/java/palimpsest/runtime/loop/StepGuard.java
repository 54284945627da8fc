package palimpsest.runtime.loop;

import java.util.List;
import java.util.Optional;
import palimpsest.memory.run.LeasedCommit;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.event.ConversationEvent;

/** What stands or falls with each append of a run: the right to make it, and its number. */
public interface StepGuard {

    /** For a run that nobody else can work on. */
    StepGuard NONE = new StepGuard() {
        @Override
        public void commit(Position before, List<ConversationEvent> events) { }

        @Override
        public void committed(List<ConversationEvent> events) { }
    };

    /** Where a run stands between two appends: answers of the model so far, tokens of all requests and answers, the last event of the conversation. */
    record Position(int steps, long tokens, long lastSeq) {

        static Position of(ContextState state) {
            return new Position(state.run().map(RunProgress::steps).orElse(0), state.run().map(run -> run.use().tokens()).orElse(0L), state.lastSeq());
        }
    }

    /**
     * In the transaction of the append.
     *
     * @throws RunTakenOver when the run may no longer be worked on here
     */
    void commit(Position before, List<ConversationEvent> events);

    /** What {@link #commit} writes, where it is to be written by the statement of the append; empty where {@code commit} is to be called. */
    default Optional<LeasedCommit> row(Position before, List<ConversationEvent> events) {
        return Optional.empty();
    }

    /** Writes what {@link #row} gave, in the transaction of the append. */
    default void commit(LeasedCommit row) { }

    /** After that transaction. */
    void committed(List<ConversationEvent> events);

    /** What is appended before the first step. */
    default List<ConversationEvent> opening() {
        return List.of();
    }
}
