package palimpsest.runtime.conversation;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.pack.PackLibrary;

/** The pack of an agent: that of its name, or else the one of all agents; by none it is offered no law tools. */
public final class AgentPacks {

    /** In place of a pack's name: the agent has none. */
    public static final String NONE = "none";

    private final Map<String, PackLibrary> packs;
    private final String ofAll;
    private final Map<String, String> ofAgents;
    private final ConversationStore conversations;

    /**
     * @param packs    by name
     * @param ofAll    name of the pack of agents that are not named
     * @param ofAgents names of packs by names of agents
     */
    public AgentPacks(Map<String, PackLibrary> packs, String ofAll, Map<String, String> ofAgents, ConversationStore conversations) {
        this.packs = Map.copyOf(packs);
        this.ofAll = ofAll;
        this.ofAgents = Map.copyOf(ofAgents);
        this.conversations = conversations;
    }

    /** Whether any agent has a pack. */
    public boolean any() {
        return !packs.isEmpty();
    }

    /** The pack of the agent of that name. */
    public Optional<PackLibrary> of(String agent) {
        return Optional.ofNullable(packs.get(ofAgents.getOrDefault(agent, ofAll)));
    }

    /** The pack of the conversation's agent. */
    public Optional<PackLibrary> of(String tenant, UUID conversation) {
        if (!any()) {
            return Optional.empty();
        }
        return conversations.agentOf(tenant, conversation).map(Agent::name)
                .flatMap(this::of);
    }
}
