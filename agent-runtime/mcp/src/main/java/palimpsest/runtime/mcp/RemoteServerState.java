package palimpsest.runtime.mcp;

import java.util.List;

/**
 * A server as it was last seen.
 *
 * @param name      of the configuration
 * @param transport {@code http} or {@code command}
 * @param place     host and path of its endpoint, or the program's name; nothing that is secret
 * @param state     how it stands
 * @param problem   why it could not be reached; null where it could, or was not looked for
 * @param tools     those that agents may use, in the order of the configuration
 * @param others    names of tools that the server has and that are not listed in the configuration, sorted
 */
public record RemoteServerState(String name, String transport, String place, State state, String problem, List<Tool> tools, List<String> others) {

    /** How a server stands. */
    public enum State { NOT_CONNECTED, CONNECTED, UNREACHABLE }

    /**
     * A tool that agents may use.
     *
     * @param name        by which models call it
     * @param description what the server says of it; null while that is not known, or where it has no such tool
     * @param readOnly    whether it is configured as one without effects
     * @param approval    whether each call waits for a person
     */
    public record Tool(String name, String description, boolean readOnly, boolean approval) {}
}
