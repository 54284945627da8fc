package palimpsest.runtime.mcp;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import palimpsest.tools.spi.ContextTool;

/** The tools of all MCP servers that agents may use: those that are listed, and no other. */
public final class RemoteTools implements AutoCloseable {

    private final List<RemoteConnection> connections;
    private final List<RemoteTool> tools = new ArrayList<>();

    /**
     * Connects to nothing yet.
     *
     * @param taken names of our own tools: one of a server that is named alike gets the server's name before its own
     * @throws IllegalArgumentException when two tools would still be named alike
     */
    public RemoteTools(List<RemoteServer> servers, Collection<String> taken, Clock clock) {
        this.connections = servers.stream().map(server -> new RemoteConnection(server, clock)).toList();
        Map<String, Integer> uses = new HashMap<>();
        taken.forEach(name -> uses.merge(name, 1, Integer::sum));
        servers.forEach(server -> server.tools().forEach(tool -> uses.merge(tool, 1, Integer::sum)));
        for (RemoteConnection connection : connections) {
            for (String tool : connection.server().tools()) {
                tools.add(new RemoteTool(uses.get(tool) == 1 ? tool : connection.server().name() + "_" + tool, tool, connection));
            }
        }
    }

    public List<ContextTool> tools() {
        return List.copyOf(tools);
    }

    public List<String> names() {
        return tools.stream().map(ContextTool::name).toList();
    }

    /** All servers as they were last seen, in the order of the configuration; connects to none. */
    public List<RemoteServerState> servers() {
        return connections.stream().map(this::state).toList();
    }

    /** Connects to a server if it is not connected; empty when there is none of that name. */
    public Optional<RemoteServerState> look(String name) {
        return connections.stream().filter(each -> each.server().name().equals(name)).findFirst().map(connection -> {
            connection.look();
            return state(connection);
        });
    }

    private RemoteServerState state(RemoteConnection connection) {
        RemoteServer server = connection.server();
        Map<String, ToolSpecification> known = connection.known();
        List<RemoteServerState.Tool> offered = tools.stream().filter(tool -> tool.isOf(connection)).map(tool -> new RemoteServerState.Tool(tool.name(),
                Optional.ofNullable(known.get(tool.remoteName())).map(ToolSpecification::description).orElse(null), tool.idempotent(), tool.needsApproval())).toList();
        List<String> others = known.keySet().stream().filter(name -> !server.tools().contains(name)).sorted().toList();
        return new RemoteServerState(server.name(), server.url() != null ? "http" : "command", place(server), connection.state(),
                connection.problem().orElse(null), offered, others);
    }

    /** Without user, query and arguments, which may hold secrets. */
    private static String place(RemoteServer server) {
        if (server.url() == null) {
            Path program = Path.of(server.command().getFirst()).getFileName();
            return program == null ? server.command().getFirst() : program.toString();
        }
        String port = server.url().getPort() < 0 ? "" : ":" + server.url().getPort();
        return server.url().getHost() + port + Objects.requireNonNullElse(server.url().getPath(), "");
    }

    @Override
    public void close() {
        connections.forEach(RemoteConnection::close);
    }
}
