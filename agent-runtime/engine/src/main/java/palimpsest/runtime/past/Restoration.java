package palimpsest.runtime.past;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessages;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.OriginalMessage;

/** Makes the event that brings something back into a window: with its original from the log, and what that costs. */
public final class Restoration {

    private final MessageHistory history;
    private final WindowProjection projection = new WindowProjection();

    public Restoration(MessageHistory history) {
        this.history = history;
    }

    /** For whom and why. {@code undoes} may be null. */
    public record Wish(String by, String reason, Long undoes) {}

    /** A message whole; one that was folded with its exchange. Empty when the log has no such message. */
    public Optional<MessagesRestored> message(String tenant, UUID conversationId, ContextState state, RunTerms terms, WindowMeter meter, int msgId, Wish wish) {
        List<OriginalMessage> originals = state.window().isFolded(msgId) ? history.exchange(tenant, conversationId, msgId)
                : state.window().isHeld(msgId) ? List.of()
                : history.find(tenant, conversationId, msgId).map(List::of).orElse(List.of());
        boolean found = state.window().isHeld(msgId) || originals.stream().anyMatch(original -> MessageHistory.idOf(original) == msgId);
        return found ? Optional.of(event(state, terms, meter, List.of(msgId), originals, wish)) : Optional.empty();
    }

    /** Folded exchanges as stubs; empty when none of them is folded. */
    public Optional<MessagesRestored> exchanges(String tenant, UUID conversationId, ContextState state, RunTerms terms, WindowMeter meter, List<Integer> msgIds,
                                                Wish wish) {
        List<OriginalMessage> originals = msgIds.stream().filter(state.window()::isFolded)
                .flatMap(msgId -> history.exchange(tenant, conversationId, msgId).stream()).toList();
        return originals.isEmpty() ? Optional.empty() : Optional.of(event(state, terms, meter, List.of(), originals, wish));
    }

    private MessagesRestored event(ContextState state, RunTerms terms, WindowMeter meter, List<Integer> msgIds, List<OriginalMessage> originals, Wish wish) {
        int tokens = 0;
        for (OriginalMessage original : originals) {
            Numbered message = WindowMessages.numbered(original);
            ProjectedMessage returning = msgIds.contains(message.msgId()) ? projection.whole(message) : projection.stub(message.slim(), terms);
            tokens += meter.tokens(returning) - state.message(message.msgId()).map(now -> meter.tokens(now(state, terms, now))).orElse(0);
        }
        return new MessagesRestored(msgIds, originals, wish.by(), wish.reason(), wish.undoes(), tokens, meter.tokens(projection.project(terms, state)));
    }

    private ProjectedMessage now(ContextState state, RunTerms terms, Numbered message) {
        return state.isPruned(message.msgId()) ? projection.stub(message, terms) : projection.whole(message);
    }
}
