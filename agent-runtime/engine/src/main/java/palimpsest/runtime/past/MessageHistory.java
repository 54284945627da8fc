package palimpsest.runtime.past;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.WindowEvent.OriginalMessage;

/** Numbered messages as they were recorded, read from the log by their id in a number of steps that is logarithmic in its length. */
public final class MessageHistory {

    static final List<Class<? extends ConversationEvent>> MESSAGES = List.of(AssistantSpoke.class, ToolAnswered.class);

    private static final int MOST_RESULTS = 1000;

    private final ConversationLog log;

    public MessageHistory(ConversationLog log) {
        this.log = log;
    }

    /** Empty when no message of the log has that id. */
    public Optional<OriginalMessage> find(String tenant, UUID conversationId, int msgId) {
        // Ids rise with the events' numbers, and no message has a smaller number than id.
        long low = Math.max(0, msgId - 1L);
        long high = log.lastSeq(tenant, conversationId);
        while (low < high) {
            long middle = low + (high - low) / 2;
            var first = log.page(tenant, conversationId, MESSAGES, middle, 1).stream().map(MessageHistory::original).findFirst();
            if (first.isEmpty() || idOf(first.get()) > msgId) {
                if (middle == low) {
                    return Optional.empty();
                }
                high = middle;
            } else if (idOf(first.get()) == msgId) {
                return first;
            } else {
                low = first.get().seq();
            }
        }
        return Optional.empty();
    }

    /** The message with the call or the results that it belongs to, in order; empty when no message of the log has that id. */
    public List<OriginalMessage> exchange(String tenant, UUID conversationId, int msgId) {
        var found = find(tenant, conversationId, msgId);
        var said = found.filter(message -> message.answered() != null)
                .map(message -> find(tenant, conversationId, message.answered().invokingMsgId())).orElse(found);
        if (said.isEmpty() || said.get().said() == null) {
            return found.map(List::of).orElse(List.of());
        }
        List<OriginalMessage> exchange = new ArrayList<>(List.of(said.get()));
        int calls = Math.min(said.get().said().calls().size(), MOST_RESULTS);
        if (calls > 0) {
            log.page(tenant, conversationId, MESSAGES, said.get().seq(), calls).stream().map(MessageHistory::original)
                    .takeWhile(message -> message.answered() != null).forEach(exchange::add);
        }
        return exchange;
    }

    static OriginalMessage original(RecordedEvent recorded) {
        return switch (recorded.event()) {
            case AssistantSpoke said -> new OriginalMessage(recorded.seq(), said, null);
            case ToolAnswered answered -> new OriginalMessage(recorded.seq(), null, answered);
            default -> throw new IllegalArgumentException("Event " + recorded.seq() + " is no message");
        };
    }

    static int idOf(OriginalMessage message) {
        return message.said() != null ? message.said().msgId() : message.answered().msgId();
    }
}
