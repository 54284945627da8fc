package palimpsest.agent;

import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.event.ConversationLog;

/**
 * What agents are built over.
 *
 * @param tenancy      says for whom the calling thread asks
 * @param systemPrompt of agents that have none of their own
 */
public record AgentServices(Conversations conversations, ConversationLog log, Ingestion ingestion, EmbeddingService embeddings, Tenancy tenancy,
                            String systemPrompt) {

    public PalimpsestAgent.Builder agent() {
        return new AgentDefinition.Building(this);
    }
}
