package palimpsest.runtime.conversation;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.Conversation;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.conversation.DuplicateAgentException;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.context.TokenCalibration;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.event.ContextTerms;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.UnknownModelException;

/** Agents of a tenant, and what a run of each works under. */
public final class Agents {

    /** The agent that new conversations get. */
    public static final String DEFAULT = "default";

    private static final int SMALLEST_WINDOW = 2000;

    private final ConversationStore store;
    private final TenantModels models;
    private final AgentDefaults defaults;
    private final KnownCalibrations calibrations;

    public Agents(ConversationStore store, TenantModels models, AgentDefaults defaults, KnownCalibrations calibrations) {
        this.store = store;
        this.models = models;
        this.defaults = defaults;
        this.calibrations = calibrations;
    }

    public Agent create(String tenant, String name, String model, Integer window, Integer maxSteps, String systemPrompt) {
        if (name == null || name.isBlank()) {
            throw RequestRefused.invalid("name", "An agent needs a name.");
        }
        Titles.given("name", name);
        checkSettings(tenant, model, window, maxSteps, systemPrompt);
        try {
            return store.createAgent(tenant, name.strip(), model, window, maxSteps, systemPrompt);
        } catch (DuplicateAgentException e) {
            throw new RequestRefused(Reason.NAME_TAKEN, e.getMessage() + ".");
        }
    }

    /** Gives an agent other settings; null is the default of each. */
    public Agent change(String tenant, UUID id, String model, Integer window, Integer maxSteps, String systemPrompt) {
        find(tenant, id);
        checkSettings(tenant, model, window, maxSteps, systemPrompt);
        return store.changeAgent(tenant, id, model, window, maxSteps, systemPrompt);
    }

    /** Takes it out of the list; conversations that were begun with it go on as they are. */
    public void delete(String tenant, UUID id) {
        if (find(tenant, id).name().equals(DEFAULT)) {
            throw RequestRefused.invalid("id", "The agent " + DEFAULT + " is the one of whoever names none and can't be deleted: change it instead.");
        }
        store.deleteAgent(tenant, id);
    }

    private void checkSettings(String tenant, String model, Integer window, Integer maxSteps, String systemPrompt) {
        RequestRefused.requireStorable("system_prompt", systemPrompt);
        if (model != null) {
            model(tenant, model);
        }
        checkWindow(window);
        if (maxSteps != null && maxSteps < 1) {
            throw RequestRefused.invalid("max_steps", "max_steps must be at least 1.");
        }
    }

    /** The agent of that name with these settings: a new one, or the one there is, changed where they differ. */
    public Agent declare(String tenant, String name, String model, Integer window, Integer maxSteps, String systemPrompt) {
        Agent known = store.agents(tenant).stream().filter(agent -> agent.name().equals(name.strip())).findFirst().orElse(null);
        if (known == null) {
            return create(tenant, name, model, window, maxSteps, systemPrompt);
        }
        RequestRefused.requireStorable("system_prompt", systemPrompt);
        checkWindow(window);
        boolean same = Objects.equals(known.model(), model) && Objects.equals(known.window(), window)
                && Objects.equals(known.maxSteps(), maxSteps) && Objects.equals(known.systemPrompt(), systemPrompt);
        return same ? known : store.changeAgent(tenant, known.id(), model, window, maxSteps, systemPrompt);
    }

    public Agent find(String tenant, UUID id) {
        return store.findAgent(tenant, id).orElseThrow(() -> Conversations.notFound("agent", id));
    }

    /** The agent that a conversation was begun with; one that was deleted since, too. */
    public Agent of(String tenant, Conversation conversation) {
        return store.agentOf(tenant, conversation.id()).orElseThrow(() -> Conversations.notFound("conversation", conversation.id()));
    }

    /** The agent of that name, made with all defaults when there is none yet. */
    public Agent named(String tenant, String name) {
        Titles.given("name", name);
        return store.agentNamed(tenant, name);
    }

    public Agent ofDefaults(String tenant) {
        return store.agentNamed(tenant, DEFAULT);
    }

    public List<Agent> list(String tenant) {
        store.agentNamed(tenant, DEFAULT);
        return store.agents(tenant);
    }

    /** What a run of the agent works under if it starts now. @throws RequestRefused INVALID when its model is gone */
    public RunTerms terms(Agent agent) {
        return terms(agent, model(agent.tenant(), agent.model()));
    }

    /** Whether its model is there. */
    public boolean usable(Agent agent) {
        return agent.model() == null || models.find(agent.tenant(), agent.model()).isPresent();
    }

    /** The same terms to look at: where its model is gone, with the limits of the default one. */
    public RunTerms shownTerms(Agent agent) {
        return agent.model() == null ? terms(agent) : terms(agent, models.find(agent.tenant(), agent.model()).orElseGet(() -> {
            AgentModel instead = models.defaultModel();
            return new AgentModel(agent.model(), instead.provider(), instead.languageModel(), instead.description(), instead.window(), instead.maxOutputTokens(),
                    instead.tokenizer(), instead.chatModel());
        }));
    }

    private RunTerms terms(Agent agent, AgentModel model) {
        int window = defaults.windowOf(agent.window(), model);
        return new RunTerms(model.name(), model.languageModel(), agent.systemPrompt() != null ? agent.systemPrompt() : defaults.systemPrompt(),
                window, AgentDefaults.outputOf(model, window), defaults.expectedSteps(), agent.maxSteps() != null ? agent.maxSteps() : defaults.maxSteps(),
                defaults.keepAssistantText(), defaults.toolsOf(agent.name()), contextTerms(model));
    }

    private ContextTerms contextTerms(AgentModel model) {
        // The extractive model counts as the documents' tokenizer does; a language model's own is only known when it is configured.
        boolean own = model.tokenizer() != null || !model.languageModel();
        return new ContextTerms(own ? 1 : calibrations.of(model.name()).orElse(TokenCalibration.FIRST_GUESS), own, defaults.pruning(),
                defaults.parallelToolCalls() ? true : null);
    }

    private AgentModel model(String tenant, String name) {
        try {
            return name == null ? models.defaultModel() : models.get(tenant, name);
        } catch (UnknownModelException e) {
            throw RequestRefused.invalid("model", e.getMessage());
        }
    }

    static void checkWindow(Integer window) {
        if (window != null && window < SMALLEST_WINDOW) {
            throw RequestRefused.invalid("window", "A window of " + window + " tokens is too small to work in: give at least " + SMALLEST_WINDOW + ".");
        }
    }
}
