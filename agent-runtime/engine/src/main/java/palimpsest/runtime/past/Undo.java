package palimpsest.runtime.past;

import java.util.Optional;
import java.util.UUID;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.runtime.past.Restoration.Wish;

/** Takes an entry of the ledger back: what it took out of the window stands there again from the next request on. */
public final class Undo {

    private final Restoration restoration;

    public Undo(Restoration restoration) {
        this.restoration = restoration;
    }

    /** Whether what the entry did still holds and can be taken back. */
    public static boolean isPossible(LedgerEntry entry, ContextState state) {
        return switch (entry.recorded().event()) {
            case MessagePruned prune -> state.isPruned(prune.msgId());
            case PruneHeld held -> state.window().isHeld(held.msgId());
            case ResultCut cut -> state.window().isCut(cut.msgId());
            case ExchangesFolded fold -> fold.msgIds().stream().anyMatch(state.window()::isFolded);
            default -> false;
        };
    }

    /** The event that does it; empty when nothing of what the entry did holds any more. */
    public Optional<MessagesRestored> of(String tenant, UUID conversationId, LedgerEntry entry, ContextState state, RunTerms terms, WindowMeter meter) {
        if (!isPossible(entry, state)) {
            return Optional.empty();
        }
        var wish = new Wish("user", "undone", entry.recorded().seq());
        return entry.recorded().event() instanceof ExchangesFolded fold
                ? restoration.exchanges(tenant, conversationId, state, terms, meter, fold.msgIds(), wish)
                : restoration.message(tenant, conversationId, state, terms, meter, entry.msgIds().getFirst(), wish);
    }
}
