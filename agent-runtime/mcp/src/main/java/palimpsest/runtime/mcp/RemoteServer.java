package palimpsest.runtime.mcp;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An MCP server whose tools agents may use.
 *
 * @param name        letters, digits, _ and -: stands before a tool's name when two are named alike
 * @param url         of its streamable HTTP endpoint; null for one that is started by {@code command}
 * @param command     with its arguments; empty for one with a {@code url}
 * @param environment of the command, besides the few variables of our own that are passed on
 * @param headers     sent with each request over HTTP
 * @param tools       names of its tools that are offered
 * @param approval    whether calls that have effects wait for a person
 * @param readOnly    of {@code tools} those without effects
 * @param timeout     of one call
 */
public record RemoteServer(String name, URI url, List<String> command, Map<String, String> environment, Map<String, String> headers, List<String> tools,
                           boolean approval, List<String> readOnly, Duration timeout) {

    /** @throws IllegalArgumentException when it can't be used as it is; the message says why */
    public RemoteServer {
        command = command == null ? List.of() : List.copyOf(command);
        if ((url == null) == command.isEmpty()) {
            throw new IllegalArgumentException("give either a url or a command");
        }
        if (tools.isEmpty()) {
            throw new IllegalArgumentException("tools is empty: name the tools that agents may use, all others are left out");
        }
        if (!tools.containsAll(readOnly)) {
            throw new IllegalArgumentException("read-only names tools that are not among tools");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be longer than 0");
        }
    }
}
