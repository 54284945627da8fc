package palimpsest.runtime.mcp;

/**
 * For whom a tool is called.
 *
 * @param workspace id or name of the conversation in which it works; null for the usual one
 */
public record McpCaller(String tenant, String workspace) {}
