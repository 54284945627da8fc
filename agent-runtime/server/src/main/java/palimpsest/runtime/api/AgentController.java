package palimpsest.runtime.api;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.conversation.Agent;
import palimpsest.runtime.api.Views.AgentChangeRequest;
import palimpsest.runtime.api.Views.AgentRequest;
import palimpsest.runtime.api.Views.AgentView;
import palimpsest.runtime.conversation.AgentPacks;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.Tenancy;

/** Agents: a name, a model, a window. */
@RestController
@RequestMapping("/api/agents")
@Tag(name = "Agents")
class AgentController {

    private final Agents agents;
    private final AgentPacks packs;
    private final Tenancy tenancy;

    AgentController(Agents agents, ObjectProvider<AgentPacks> packs, Tenancy tenancy) {
        this.agents = agents;
        this.packs = packs.getIfUnique();
        this.tenancy = tenancy;
    }

    @PostMapping
    ResponseEntity<AgentView> create(@RequestBody AgentRequest request) {
        Agent agent = agents.create(tenancy.current(), request.name(), request.model(), request.window(), request.maxSteps(), request.systemPrompt());
        return ResponseEntity.created(URI.create("/api/agents/" + agent.id())).body(view(agent));
    }

    @GetMapping
    List<AgentView> list() {
        return agents.list(tenancy.current()).stream().map(this::view).toList();
    }

    @GetMapping("/{id}")
    AgentView one(@PathVariable UUID id) {
        return view(agents.find(tenancy.current(), id));
    }

    /** Changes all but the name; what is null falls back to its default. Conversations of the agent go on with what it is then. */
    @PutMapping("/{id}")
    AgentView change(@PathVariable UUID id, @RequestBody AgentChangeRequest request) {
        return view(agents.change(tenancy.current(), id, request.model(), request.window(), request.maxSteps(), request.systemPrompt()));
    }

    /** Conversations that were begun with it go on; its name can be given to another one. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id) {
        agents.delete(tenancy.current(), id);
    }

    private AgentView view(Agent agent) {
        return AgentView.of(agent, agents.shownTerms(agent), agents.usable(agent), packs == null ? null : packs.of(agent.name()).map(library -> library.pack().name()).orElse(null));
    }
}
