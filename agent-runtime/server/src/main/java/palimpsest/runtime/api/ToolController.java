package palimpsest.runtime.api;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.runtime.conversation.AgentDefaults;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.mcp.RemoteServerState;
import palimpsest.runtime.mcp.RemoteTools;
import palimpsest.tools.ContextTools;

/** Tools that agents are offered, and the MCP servers that some of them come from. */
@RestController
@RequestMapping("/api/tools")
@Tag(name = "Tools")
class ToolController {

    private final ContextTools tools;
    private final AgentDefaults defaults;
    private final ObjectProvider<RemoteTools> remote;

    ToolController(ContextTools tools, AgentDefaults defaults, ObjectProvider<RemoteTools> remote) {
        this.tools = tools;
        this.defaults = defaults;
        this.remote = remote;
    }

    /**
     * @param description what models are told of it; null for one of a server that was not reached yet
     * @param offered     whether agents that say nothing else are offered it
     * @param approval    whether each call waits for a person
     * @param repeatable  whether a call may be run a second time after a crash
     */
    record ToolView(String name, @Nullable String description, boolean offered, boolean approval, boolean repeatable) {}

    /**
     * @param transport {@code http} or {@code command}
     * @param place     where it is, without what may be secret
     * @param state     {@code not-connected}, {@code connected} or {@code unreachable}
     * @param problem   why it could not be reached
     * @param others    names of tools that it has and that the configuration does not list
     */
    record ToolServerView(String name, String transport, String place, String state, @Nullable String problem, List<ToolView> tools, List<String> others) {}

    /** @param own those that come from no server */
    record ToolsView(List<ToolView> own, List<ToolServerView> servers) {}

    @GetMapping
    ToolsView list() {
        Set<String> away = Set.copyOf(remote.stream().flatMap(found -> found.names().stream()).toList());
        List<ToolView> own = tools.names().stream().filter(name -> !away.contains(name)).map(name -> tools.find(name).orElseThrow())
                .map(tool -> new ToolView(tool.name(), tool.specification().description(), offered(tool.name()), tool.needsApproval(), tool.idempotent())).toList();
        return new ToolsView(own, remote.stream().flatMap(found -> found.servers().stream()).map(this::view).toList());
    }

    /** Looks for a server now. */
    @PostMapping("/servers/{name}/check")
    ToolServerView check(@PathVariable String name) {
        return remote.stream().flatMap(found -> found.look(name).stream()).findFirst().map(this::view)
                .orElseThrow(() -> new RequestRefused(Reason.NOT_FOUND, "There is no MCP server " + name + ": palimpsest.mcp.servers names those that there are."));
    }

    private boolean offered(String name) {
        return defaults.tools().contains(name);
    }

    private ToolServerView view(RemoteServerState server) {
        return new ToolServerView(server.name(), server.transport(), server.place(), server.state().name().toLowerCase(Locale.ROOT).replace('_', '-'), server.problem(),
                server.tools().stream().map(tool -> new ToolView(tool.name(), tool.description(), offered(tool.name()), tool.approval(), tool.readOnly())).toList(),
                server.others());
    }
}
