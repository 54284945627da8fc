package palimpsest.runtime.event;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/** Waits for a run, whichever process works on it. */
public record RunFollower(ConversationLog log) {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /**
     * Hands each event after {@code afterSeq} on, and returns the one that ended the run or leaves it to a person:
     * RunFinished, RunFailed, ApprovalRequested or RunPaused.
     */
    public RecordedEvent untilItRests(String tenant, UUID conversationId, long afterSeq, Consumer<RecordedEvent> each) throws InterruptedException {
        try (EventFeed.Subscription subscription = log.listen(conversationId, false)) {
            return untilItRests(tenant, subscription, afterSeq, each, part -> { });
        }
    }

    /** The same with what the model says meanwhile, where {@code subscription} hears words. */
    public RecordedEvent untilItRests(String tenant, EventFeed.Subscription subscription, long afterSeq, Consumer<RecordedEvent> each, Consumer<SpokenPart> words)
            throws InterruptedException {
        long seq = afterSeq;
        while (true) {
            for (RecordedEvent recorded : log.next(tenant, subscription, seq)) {
                seq = recorded.seq();
                each.accept(recorded);
                switch (recorded.event()) {
                    case RunEvent.RunFinished end -> {
                        return recorded;
                    }
                    case RunEvent.RunFailed end -> {
                        return recorded;
                    }
                    case ApprovalEvent.ApprovalRequested wait -> {
                        return recorded;
                    }
                    case RunEvent.RunPaused wait -> {
                        return recorded;
                    }
                    default -> { }
                }
            }
            subscription.awaitEvents(LOOK_AGAIN, part -> {
                words.accept(part);
                return true;
            });
        }
    }
}
