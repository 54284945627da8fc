package palimpsest.runtime.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.boot.WebApplicationType;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.history.ConversationExport;
import palimpsest.runtime.wiring.PalimpsestProperties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes a conversation as one readable JSON file.")
final class ExportCommand implements Callable<Integer> {

    @Option(names = "--conversation", paramLabel = "ID", required = true, description = "The conversation.")
    private UUID conversation;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to (default: standard output).")
    private Path out;

    @Option(names = "--text", description = "With the texts of its documents.")
    private boolean text;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() throws IOException {
        try (var context = DataOptions.start(WebApplicationType.NONE, data.quietPropertiesWithoutEmbedding())) {
            String tenant = context.getBean(PalimpsestProperties.class).tenant();
            context.getBean(Conversations.class).find(tenant, conversation);
            var exports = context.getBean(ConversationExport.class);
            if (out == null) {
                exports.write(tenant, conversation, text, System.out);
                System.out.println();
            } else {
                try (OutputStream file = Files.newOutputStream(out)) {
                    exports.write(tenant, conversation, text, file);
                }
            }
            return 0;
        } catch (RequestRefused e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
    }
}
