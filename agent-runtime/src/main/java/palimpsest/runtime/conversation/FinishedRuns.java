package palimpsest.runtime.conversation;

import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.event.ConversationEvent.RunFinished;
import palimpsest.runtime.event.RecordedEvent;

/** Does in the background what follows when a run has ended with an answer. What fails there is told in the log and costs the run nothing. */
public final class FinishedRuns implements BiConsumer<String, UUID> {

    private static final Logger log = LoggerFactory.getLogger(FinishedRuns.class);

    private final Conversations conversations;
    private final List<FollowUp> followUps;

    public FinishedRuns(Conversations conversations, List<FollowUp> followUps) {
        this.conversations = conversations;
        this.followUps = List.copyOf(followUps);
    }

    /** What follows. */
    public interface FollowUp {

        /** What it does, for the log. */
        String what();

        /** @param run its events, in order; one of them is {@link RunFinished} */
        void follow(String tenant, UUID conversationId, List<RecordedEvent> run);
    }

    /** Told that a run of the conversation ended with an answer; returns at once. */
    @Override
    public void accept(String tenant, UUID conversationId) {
        Thread.ofVirtual().name("finished-run").start(() -> TenantScope.of(tenant, () -> followAll(tenant, conversationId)));
    }

    private void followAll(String tenant, UUID conversationId) {
        List<RecordedEvent> run;
        try {
            run = lastFinished(conversations.events(tenant, conversationId, 0));
        } catch (RuntimeException e) {
            log.warn("Conversation {}: its finished run can't be read ({})", conversationId, e.toString());
            return;
        }
        for (FollowUp each : followUps) {
            try {
                each.follow(tenant, conversationId, run);
            } catch (RuntimeException e) {
                log.warn("Conversation {}: {} failed ({})", conversationId, each.what(), e.toString());
            }
        }
    }

    private static List<RecordedEvent> lastFinished(List<RecordedEvent> events) {
        UUID run = events.reversed().stream().filter(event -> event.event() instanceof RunFinished).findFirst().orElseThrow().runId();
        return events.stream().filter(event -> run.equals(event.runId())).toList();
    }
}
