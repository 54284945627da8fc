package palimpsest.runtime.mcp;

/**
 * For whom a tool is called.
 *
 * @param user      the user that the caller has proved to be; null where callers prove nothing
 * @param administers whether the caller may do what is an administrator's; also where callers prove nothing
 * @param workspace id or name of the conversation in which it works; null for the usual one
 */
public record McpCaller(String tenant, String user, boolean administers, String workspace) {}
