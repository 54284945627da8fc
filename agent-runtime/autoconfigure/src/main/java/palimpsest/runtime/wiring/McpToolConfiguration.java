package palimpsest.runtime.wiring;

import java.util.Map;
import palimpsest.runtime.mcp.RemoteServer;

/** Servers of others as the properties have them. */
final class McpToolConfiguration {

    private McpToolConfiguration() {}

    static RemoteServer server(Map.Entry<String, McpProperties.ToolServer> configured) {
        var server = configured.getValue();
        try {
            return new RemoteServer(configured.getKey(), server.url(), server.command(), server.environment(), server.headers(), server.tools(), server.approval(),
                    server.readOnly(), server.timeout());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.mcp.servers." + configured.getKey() + ": " + e.getMessage() + ".");
        }
    }
}
