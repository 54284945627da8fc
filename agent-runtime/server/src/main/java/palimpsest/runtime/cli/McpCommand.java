package palimpsest.runtime.cli;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.boot.WebApplicationType;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.runtime.mcp.McpCaller;
import palimpsest.runtime.mcp.McpJson;
import palimpsest.runtime.mcp.McpToolbox;
import palimpsest.runtime.wiring.PalimpsestProperties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "mcp", mixinStandardHelpOptions = true,
        description = "Serves documents, search, notes and memory to an MCP client over standard input and output.")
final class McpCommand implements Callable<Integer> {

    private static final Duration LAST_ANSWERS = Duration.ofMinutes(1);

    @Option(names = "--conversation", paramLabel = "ID_OR_NAME", description = "Work in this conversation (default: the one named mcp).")
    private String conversation;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() throws InterruptedException {
        PrintStream protocol = System.out;
        // Standard output carries the protocol and nothing else, whoever prints.
        System.setOut(System.err);
        Map<String, Object> properties = data.quietProperties();
        try (var context = DataOptions.start(WebApplicationType.NONE, properties)) {
            context.getBean(EmbeddingService.class).wake();
            var caller = new McpCaller(context.getBean(PalimpsestProperties.class).tenant(), null, true, conversation);
            var messages = new StdioMessages(System.in, protocol, LAST_ANSWERS);
            var transport = new StdioServerTransportProvider(new McpJson(), messages.in(), messages.out(), StdioMessages.MOST + 1);
            var server = context.getBean(McpToolbox.class).serve(McpServer.sync(transport), exchange -> caller);
            messages.awaitEnd();
            server.closeGracefully();
            return 0;
        } finally {
            System.setOut(protocol);
        }
    }
}
