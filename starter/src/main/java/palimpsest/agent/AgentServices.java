package palimpsest.agent;

import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.event.ConversationLog;

/**
 * What agents are built over.
 *
 * @param tenancy      says for whom the calling thread asks
 * @param systemPrompt of agents that have none of their own
 * @param callers      works for those who ask
 * @param contexts     of the threads that wait, for tools
 */
public record AgentServices(Conversations conversations, Agents agents, ConversationDocuments documents, ConversationLog log, Ingestion ingestion, EmbeddingService embeddings, Tenancy tenancy,
                            String systemPrompt, Callers callers, CallerContexts contexts) {

    public PalimpsestAgent.Builder agent() {
        return new AgentDefinition.Building(this);
    }

    /**
     * The tenant of the calling thread.
     *
     * @throws IllegalStateException when none is known: nothing is done for nobody
     */
    public String tenant() {
        String tenant = tenancy.current();
        if (tenant == null || tenant.isBlank()) {
            throw new IllegalStateException("No tenant is known on thread \"" + Thread.currentThread().getName() + "\". Ask on a thread of a request, or hand its "
                    + "context on (Spring's ContextPropagatingTaskDecorator, Micrometer's ContextExecutorService).");
        }
        return tenant;
    }
}
