package palimpsest.runtime.checkpoint;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.RunProgress;

/**
 * Conversations as runs left them in this process, those used last. A state is lent to one run at a time: who takes it has it alone, and gives it back when the run
 * has ended. Whether it still stands tells the append that follows, by the number of its last event. Safe for several threads.
 */
final class StatesInMemory {

    /** Of the lists beside the window that grow with the conversation. */
    private static final long TOKENS_OF_AN_EVENT = 20;

    private final long mostTokens;
    private final Map<Key, Kept> states = new LinkedHashMap<>(16, 0.75f, true);
    private long tokens;

    /** @param mostTokens of all windows that are kept; 0 keeps none */
    StatesInMemory(long mostTokens) {
        this.mostTokens = mostTokens;
    }

    private record Key(String tenant, UUID conversationId) {}

    private record Kept(ContextState state, long tokens) {}

    synchronized Optional<ContextState> take(String tenant, UUID conversationId) {
        Kept kept = states.remove(new Key(tenant, conversationId));
        if (kept == null) {
            return Optional.empty();
        }
        tokens -= kept.tokens();
        return Optional.of(kept.state());
    }

    synchronized void leave(String tenant, UUID conversationId, ContextState state) {
        take(tenant, conversationId);
        var kept = new Kept(state, state.run().map(RunProgress::peakRequestTokens).orElse(0) + state.lastSeq() * TOKENS_OF_AN_EVENT);
        states.put(new Key(tenant, conversationId), kept);
        tokens += kept.tokens();
        for (Iterator<Kept> oldest = states.values().iterator(); tokens > mostTokens; ) {
            tokens -= oldest.next().tokens();
            oldest.remove();
        }
    }
}
