package palimpsest.runtime.wiring;

import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import palimpsest.runtime.mcp.RemoteTools;

/** Tools of MCP servers, where LangChain4j's client is on the class path. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "dev.langchain4j.mcp.client.McpClient")
@EnableConfigurationProperties(McpProperties.class)
public class McpToolsConfiguration {

    @Bean(destroyMethod = "close")
    RemoteTools remoteTools(McpProperties mcp, ToolConfiguration.OwnTools own, Clock clock) {
        return new RemoteTools(mcp.servers().entrySet().stream().map(McpToolConfiguration::server).toList(),
                own.tools().names(), clock);
    }

    @Bean
    RemoteToolSet remoteToolSet(RemoteTools remote) {
        return new RemoteToolSet(remote.tools());
    }
}
