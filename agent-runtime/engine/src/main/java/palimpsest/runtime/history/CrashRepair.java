package palimpsest.runtime.history;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.conversation.RunOpening;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.tools.spi.ToolOutcome;

/** Before a question: calls that a run left without a result, because it ended by a fault, get an error as their result. */
public final class CrashRepair implements RunOpening {

    private final Tokenizer tokenizer;

    public CrashRepair(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public List<ConversationEvent> before(String tenant, UUID conversationId, ContextState state, ConversationStore.Answering answering) {
        if (state.running() || state.pendingCalls().isEmpty()) {
            return List.of();
        }
        List<ConversationEvent> events = new ArrayList<>();
        int invoking = state.lastAssistant().orElseThrow().msgId();
        int msgId = state.nextMsgId();
        for (Call call : state.pendingCalls()) {
            events.add(new ToolAnswered(msgId++, invoking, call.id(), call.name(), ToolOutcome.error(EventRepair.LOST).result(), tokenizer.count(EventRepair.LOST)));
            events.add(new Repair("orphaned-call", "The run ended before this call was answered: every later request would be invalid.",
                    call.toString(), EventRepair.LOST).event("runtime"));
        }
        return events;
    }
}
