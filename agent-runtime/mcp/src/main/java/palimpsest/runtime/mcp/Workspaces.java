package palimpsest.runtime.mcp;

import java.util.List;
import java.util.UUID;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.document.Document;
import palimpsest.runtime.caller.CallerPlaces;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.event.RunTerms;

/** The conversations in which MCP clients work: what they index, read and note stays there, for them and for an agent that is asked in it. */
public final class Workspaces {

    /** Where those work who name no conversation. */
    static final String USUAL = "mcp";

    private final Conversations conversations;
    private final Agents agents;
    private final ConversationDocuments documents;
    private final CallerPlaces places;

    public Workspaces(Conversations conversations, Agents agents, ConversationDocuments documents, CallerPlaces places) {
        this.conversations = conversations;
        this.agents = agents;
        this.documents = documents;
        this.places = places;
    }

    /** The caller's conversation, made when there is none of that name; users who have proved who they are have each their own names. */
    UUID of(McpCaller caller) {
        Agent agent = agents.ofDefaults(caller.tenant());
        return places.named(agent, caller.user(), caller.workspace() == null || caller.workspace().isBlank() ? USUAL : caller.workspace().strip());
    }

    RunTerms terms(McpCaller caller) {
        return agents.terms(agents.ofDefaults(caller.tenant()));
    }

    List<Document> documents(McpCaller caller) {
        return documents.of(caller.tenant(), conversations.state(caller.tenant(), of(caller)));
    }

    void attach(McpCaller caller, UUID workspace, Document document) {
        documents.attach(caller.tenant(), workspace, List.of(document));
    }
}
