package palimpsest.runtime.history;

import java.util.List;
import palimpsest.memory.conversation.Agent;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.event.RunTerms;
import tools.jackson.databind.JsonNode;

/** Chooses the agent that an imported conversation goes on with. */
public final class ImportedAgents {

    private static final int MOST_NAMES = 1000;

    private final Agents agents;
    private final TenantModels models;

    public ImportedAgents(Agents agents, TenantModels models) {
        this.agents = agents;
        this.models = models;
    }

    /**
     * What whoever imports asks for; each may be null.
     *
     * @param agent  name of an agent that exists
     * @param model  name of a model: a new agent is made for it
     * @param userId whose conversation it becomes
     */
    public record Wanted(String agent, String model, String userId) {}

    RunTerms terms(Agent agent) {
        return agents.terms(agent);
    }

    Agent forMessages(String tenant, Wanted wanted, String systemPrompt) {
        if (wanted.agent() != null) {
            return named(tenant, wanted.agent());
        }
        return systemPrompt == null && wanted.model() == null ? agents.ofDefaults(tenant)
                : create(tenant, "imported", wanted.model(), null, null, systemPrompt);
    }

    Agent forExport(String tenant, Wanted wanted, JsonNode settings, List<Repair> repairs) {
        if (wanted.agent() != null) {
            return named(tenant, wanted.agent());
        }
        String name = settings.path("name").asString(Agents.DEFAULT);
        if (wanted.model() == null) {
            var known = agents.list(tenant).stream().filter(agent -> agent.name().equals(name)).findFirst();
            if (known.isPresent()) {
                return known.get();
            }
        }
        String model = wanted.model() != null ? wanted.model() : settings.path("model").asString(null);
        if (wanted.model() == null && model != null && models.find(tenant, model).isEmpty()) {
            repairs.add(new Repair("unknown-model", "There is no model of that name here: the conversation goes on with the default model.", model, null));
            model = null;
        }
        return create(tenant, name, model, integer(settings.path("window")), integer(settings.path("max_steps")), settings.path("system_prompt").asString(null));
    }

    private static Integer integer(JsonNode value) {
        return value.isIntegralNumber() ? value.asInt() : null;
    }

    private Agent named(String tenant, String name) {
        return agents.list(tenant).stream().filter(agent -> agent.name().equals(name)).findFirst()
                .orElseThrow(() -> new RequestRefused(Reason.NOT_FOUND, "There is no agent named " + name + ". Make it first, or leave the agent out."));
    }

    /** Under the name, or the first free one after it. */
    private Agent create(String tenant, String name, String model, Integer window, Integer maxSteps, String systemPrompt) {
        for (int number = 1; ; number++) {
            try {
                return agents.create(tenant, number == 1 ? name : name + " (" + number + ")", model, window, maxSteps, systemPrompt);
            } catch (RequestRefused e) {
                if (e.reason() != Reason.NAME_TAKEN || number == MOST_NAMES) {
                    throw e;
                }
            }
        }
    }
}
