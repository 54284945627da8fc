package palimpsest.agent;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import palimpsest.runtime.conversation.RequestRefused;

/**
 * What belongs to the threads of those who wait for an answer (security, tracing, locale), for the tools that their runs call. It is kept by
 * conversation, which works on one question at a time, and only while somebody waits in this process: a run that goes on without its caller
 * calls tools as nobody.
 */
public final class CallerContexts {

    private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

    private final ConcurrentHashMap<UUID, Captured> byConversation = new ConcurrentHashMap<>();

    /** That of one thread at one time; null as locale where the thread had none of its own. */
    public record Captured(ContextSnapshot snapshot, LocaleContext locale) {

        /** Does this work as the captured thread would. */
        public <T> T call(Supplier<T> work) {
            LocaleContext before = LocaleContextHolder.getLocaleContext();
            try (ContextSnapshot.Scope ignored = snapshot.setThreadLocals()) {
                LocaleContextHolder.setLocaleContext(locale);
                return work.get();
            } finally {
                LocaleContextHolder.setLocaleContext(before);
            }
        }
    }

    /** That of the calling thread. */
    static Captured capture() {
        return new Captured(SNAPSHOTS.captureAll(), LocaleContextHolder.getLocaleContext());
    }

    /**
     * Keeps it for the tools of a conversation while this work is done.
     *
     * @throws RequestRefused when somebody else waits for an answer in that conversation: tools must not be called in another's name
     */
    <T> T during(UUID conversation, Captured captured, Supplier<T> work) {
        if (byConversation.putIfAbsent(conversation, captured) != null) {
            throw new RequestRefused(RequestRefused.Reason.RUN_IN_PROGRESS, "The last question is still being worked on: wait for its answer, or stop it first.");
        }
        try {
            return work.get();
        } finally {
            byConversation.remove(conversation, captured);
        }
    }

    /** Calls a tool of the conversation as its caller; as nobody where none waits here. */
    public <T> T asCaller(UUID conversation, Supplier<T> work) {
        Captured captured = conversation == null ? null : byConversation.get(conversation);
        return captured == null ? work.get() : captured.call(work);
    }
}
