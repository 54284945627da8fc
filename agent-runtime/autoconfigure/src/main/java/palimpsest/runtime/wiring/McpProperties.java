package palimpsest.runtime.wiring;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The Model Context Protocol (docs/mcp.md).
 *
 * @param server  what others may use of us
 * @param servers others' tools that agents may use, by a name
 */
@ConfigurationProperties("palimpsest.mcp")
public record McpProperties(@DefaultValue Server server, @DefaultValue Map<String, ToolServer> servers) {

    /**
     * @param enabled        whether {@code /mcp} is served
     * @param maxRequestSize of one message
     */
    public record Server(@DefaultValue("true") boolean enabled, @DefaultValue("20MB") DataSize maxRequestSize) {}

    /**
     * A server whose tools are used: one of {@code url} and {@code command} says where it is.
     *
     * @param url         of its streamable HTTP endpoint
     * @param command     the command that starts it, with its arguments
     * @param environment of that command, besides the few variables of the runtime's own that are passed on
     * @param headers     sent with each request
     * @param tools       names of its tools that are offered; all others are not
     * @param approval    whether each call waits for a person
     * @param readOnly    of {@code tools} those without effects: they need no approval, and may be run again after a crash
     * @param timeout     of one call
     */
    public record ToolServer(URI url, List<String> command, @DefaultValue Map<String, String> environment, @DefaultValue Map<String, String> headers,
                             @DefaultValue List<String> tools, @DefaultValue("true") boolean approval, @DefaultValue List<String> readOnly,
                             @DefaultValue("60s") Duration timeout) {}
}
