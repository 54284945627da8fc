package palimpsest.memory.conversation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Agents and conversations by name. Every call is scoped by tenant: another tenant's id is as good as unknown. */
public interface ConversationStore {

    /** Stores a new agent. @throws DuplicateAgentException when the name is taken */
    Agent createAgent(String tenant, String name, String model, Integer window, Integer maxSteps, String systemPrompt);

    Optional<Agent> findAgent(String tenant, UUID id);

    /** The agent of that name, made with all defaults when there is none yet. */
    Agent agentNamed(String tenant, String name);

    /** Gives an agent other settings; runs that are in progress keep theirs. */
    Agent changeAgent(String tenant, UUID id, String model, Integer window, Integer maxSteps, String systemPrompt);

    /** The agent that a conversation was begun with, even if it was deleted since; empty when there is no such conversation. */
    Optional<Agent> agentOf(String tenant, UUID conversationId);

    /**
     * Who answers in a conversation.
     *
     * @param agent  that it was begun with, even if that was deleted since
     * @param titled whether the conversation has a title
     * @param noted  whether the product's table has ever had notes of its agent or its user, which outlive a conversation
     * @param learned whether the product's table has versions of learned rules of the tenant
     */
    record Answering(Agent agent, boolean titled, boolean noted, boolean learned) {}

    /** Empty when there is no such conversation. */
    Optional<Answering> answering(String tenant, UUID conversationId);

    /** Marks it deleted: no longer found by id, listed or named; conversations keep it, and its name can be given again. No effect when unknown. */
    void deleteAgent(String tenant, UUID id);

    /** All agents by name. */
    List<Agent> agents(String tenant);

    Conversation createConversation(String tenant, UUID agentId, String title);

    /** The same under an id that the caller chose; no effect when that is taken. */
    void createConversation(String tenant, UUID id, UUID agentId);

    Optional<Conversation> findConversation(String tenant, UUID id);

    /** At most {@code limit}, the last {@linkplain Conversation#updatedAt() updated} first. */
    List<Conversation> conversations(String tenant, int limit);

    /** Gives a title; with {@code onlyIfUntitled} only to a conversation that has none. */
    void rename(String tenant, UUID id, String title, boolean onlyIfUntitled);

    /** Marks it deleted: no longer found or listed, its events stay. No effect when unknown. */
    void delete(String tenant, UUID id);

    /** A conversation whose last run has neither ended nor failed. */
    record Unfinished(String tenant, UUID conversationId) {}

    /** All of them over all tenants, oldest first: what a starting runtime goes on with. */
    List<Unfinished> unfinishedRuns();
}
