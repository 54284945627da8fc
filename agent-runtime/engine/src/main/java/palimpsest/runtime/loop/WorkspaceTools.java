package palimpsest.runtime.loop;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.note.NoteNotWritten;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.past.Past;
import palimpsest.tools.ContextTools;
import palimpsest.tools.spi.ToolOutcome;

/** Calls context tools for someone else than an agent of ours: what they change is recorded in a conversation, as it is in a run. */
public final class WorkspaceTools {

    private static final int ATTEMPTS = 5;
    private static final String BUSY = "An agent is at work in this conversation. Try again when it has answered, or use another conversation.";

    private final ConversationLog log;
    private final ConversationStates states;
    private final ContextTools tools;
    private final DocumentStore documents;
    private final Past past;
    private final ToolRunner runner;

    public WorkspaceTools(ConversationLog log, ConversationStates states, ContextTools tools, DocumentStore documents, Past past) {
        this.log = log;
        this.states = states;
        this.tools = tools;
        this.documents = documents;
        this.past = past;
        this.runner = new ToolRunner(tools);
    }

    public ContextTools tools() {
        return tools;
    }

    /**
     * Runs a call and records what it changes.
     *
     * @param terms   of the conversation's agent
     * @param call    its arguments are JSON text
     * @param offered names of the tools that may be called
     */
    public ToolOutcome call(String tenant, UUID conversationId, RunTerms terms, Call call, List<String> offered) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ContextState state = states.open(tenant, conversationId);
            if (state.running()) {
                return ToolOutcome.error(BUSY);
            }
            ToolOutcome outcome = runner.run(call, offered, new ConversationToolContext(tenant, conversationId, state, terms, documents, past.pruned(), () -> 0));
            if (outcome.effects().isEmpty()) {
                return outcome;
            }
            try {
                log.append(tenant, conversationId, null, state.lastSeq(), events(outcome));
                return outcome;
            } catch (NoteNotWritten e) {
                return ToolOutcome.error(e.getMessage() + ".");
            } catch (ConcurrentAppendException e) {
                // Someone else used the conversation meanwhile. Nothing was recorded: a tool with effects changes nothing by itself.
            }
        }
        return ToolOutcome.error(BUSY);
    }

    private static List<ConversationEvent> events(ToolOutcome outcome) {
        return EffectEvents.of(outcome.effects(), 0, msgId -> Optional.empty(), msgId -> Optional.empty());
    }
}
