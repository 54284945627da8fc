package palimpsest.runtime.pruning;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessages;
import palimpsest.runtime.context.WindowMessages.Held;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.PruneHeld;

/** The prunes of a window that are held back, and how they take effect. */
public final class HeldPrunes {

    private HeldPrunes() {}

    /** The prunes that the policy lets take effect now: all that are held back, or none. */
    public static List<MessagePruned> due(PruningPolicy policy, WindowMessages messages, List<ProjectedMessage> window, WindowMeter meter) {
        return !messages.held().isEmpty() && policy.due(weigh(messages, window, meter)) ? apply(messages, "held back until it paid", meter.tokens(window))
                : List.of();
    }

    /** All of them, as prunes. */
    public static List<MessagePruned> apply(WindowMessages messages, String reason, int requestTokens) {
        List<MessagePruned> prunes = new ArrayList<>();
        int tokens = requestTokens;
        for (Held held : messages.held()) {
            PruneHeld prune = held.prune();
            prunes.add(new MessagePruned(prune.msgId(), prune.role(), prune.by(), prune.reason() + ", " + reason, prune.tokensSaved(), tokens));
            tokens -= prune.tokensSaved();
        }
        return prunes;
    }

    static PruningPolicy.HeldBack weigh(WindowMessages messages, List<ProjectedMessage> window, WindowMeter meter) {
        List<Held> held = messages.held();
        int saved = held.stream().mapToInt(each -> each.prune().tokensSaved()).sum();
        long carried = held.stream().mapToLong(each -> each.prune().tokensSaved() * (messages.requests() - each.sinceRequest() + 1L)).sum();
        // Changed notes have broken the prefix in front of every message already: now a prune throws nothing away.
        return new PruningPolicy.HeldBack(saved, carried, messages.notesHaveChanged() ? 0 : behindFirst(held, window, meter) - saved);
    }

    /** Tokens of the request from the first of the messages on. */
    private static int behindFirst(List<Held> held, List<ProjectedMessage> window, WindowMeter meter) {
        Set<Integer> ids = held.stream().map(each -> each.prune().msgId()).collect(Collectors.toSet());
        int tokens = 0;
        boolean behind = false;
        for (ProjectedMessage message : window) {
            behind = behind || message.source() instanceof Numbered numbered && ids.contains(numbered.msgId());
            tokens += behind ? meter.tokens(message) : 0;
        }
        return tokens;
    }
}
