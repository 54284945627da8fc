package palimpsest.starter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import palimpsest.runtime.wiring.McpToolsConfiguration;

/** Tools of MCP servers, where LangChain4j's client is on the class path. {@code palimpsest.mcp.servers.*}. */
@AutoConfiguration(before = PalimpsestAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.mcp.enabled"}, matchIfMissing = true)
@ConditionalOnClass(name = "dev.langchain4j.mcp.client.McpClient")
public class McpToolsAutoConfiguration {

    @Bean
    EnginePart mcpToolsPart() {
        return EnginePart.of("palimpsest.mcp", McpToolsConfiguration.class);
    }
}
