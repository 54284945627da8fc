package palimpsest.runtime.cli;

import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.WebApplicationType;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.runtime.mcp.McpCaller;
import palimpsest.runtime.mcp.McpToolbox;
import palimpsest.runtime.wiring.PalimpsestProperties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "mcp", mixinStandardHelpOptions = true,
        description = "Serves documents, search, notes and memory to an MCP client over standard input and output.")
final class McpCommand implements Callable<Integer> {

    @Option(names = "--conversation", paramLabel = "ID_OR_NAME", description = "Work in this conversation (default: the one named mcp).")
    private String conversation;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() throws InterruptedException {
        PrintStream protocol = System.out;
        // Standard output carries the protocol and nothing else, whoever prints.
        System.setOut(System.err);
        Map<String, Object> properties = data.properties();
        properties.put("logging.level.palimpsest", "${PALIMPSEST_LOG:warn}");
        try (var context = data.start(WebApplicationType.NONE, properties)) {
            context.getBean(EmbeddingService.class).wake();
            var caller = new McpCaller(context.getBean(PalimpsestProperties.class).tenant(), conversation);
            var input = new Input(System.in);
            var transport = new StdioServerTransportProvider(new JacksonMcpJsonMapper(JsonMapper.builder().build()), input, protocol);
            var server = context.getBean(McpToolbox.class).serve(McpServer.sync(transport), exchange -> caller);
            input.ended.await();
            server.closeGracefully();
            return 0;
        } finally {
            System.setOut(protocol);
        }
    }

    /** Says when the client has closed it. */
    private static final class Input extends FilterInputStream {

        private final CountDownLatch ended = new CountDownLatch(1);

        Input(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return told(super.read());
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return told(super.read(bytes, offset, length));
        }

        private int told(int read) {
            if (read < 0) {
                ended.countDown();
            }
            return read;
        }
    }
}
