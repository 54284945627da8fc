package palimpsest.runtime.mcp;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import palimpsest.tools.spi.ContextTool;

/** The tools of all MCP servers that agents may use: those that are listed, and no other. */
public final class RemoteTools implements AutoCloseable {

    private final List<RemoteConnection> connections;
    private final List<ContextTool> tools = new ArrayList<>();

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

    @Override
    public void close() {
        connections.forEach(RemoteConnection::close);
    }
}
