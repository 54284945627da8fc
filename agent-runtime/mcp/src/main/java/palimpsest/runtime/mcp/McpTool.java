package palimpsest.runtime.mcp;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolOutcome;

/**
 * A tool that is offered over MCP.
 *
 * @param readOnly whether it changes nothing
 */
record McpTool(ToolSpecification specification, boolean readOnly, Executor executor) {

    /** Does it; may throw {@link palimpsest.tools.spi.InvalidArgument} or {@link palimpsest.runtime.conversation.RequestRefused}. */
    @FunctionalInterface
    interface Executor {
        ToolOutcome execute(McpCaller caller, ToolArguments arguments);
    }

    static ToolSpecification specification(String name, String description, JsonObjectSchema.Builder parameters) {
        return ToolSpecification.builder().name(name).description(description).parameters(parameters.build()).build();
    }
}
