package palimpsest.runtime.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.springframework.boot.WebApplicationType;
import palimpsest.runtime.api.ImportView;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.history.ConversationImport;
import palimpsest.runtime.history.ImportedAgents.Wanted;
import palimpsest.runtime.wiring.PalimpsestProperties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "import", mixinStandardHelpOptions = true,
        description = {"Makes a conversation from a file: an export, or a list of OpenAI chat messages.", "What is broken in it is mended and told."})
final class ImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file;

    @Option(names = "--agent", paramLabel = "NAME", description = "Go on with this agent.")
    private String agent;

    @Option(names = "--model", paramLabel = "NAME", description = "Go on with this model, under a new agent.")
    private String model;

    @Option(names = "--user", paramLabel = "ID", description = "Whose conversation it becomes.")
    private String user;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailed(ExitCode.NO_INPUT, "There is no file " + file + ".");
        }
        try (var context = DataOptions.start(WebApplicationType.NONE, data.quietPropertiesWithoutEmbedding());
             InputStream content = Files.newInputStream(file)) {
            String tenant = context.getBean(PalimpsestProperties.class).tenant();
            print(context.getBean(ConversationImport.class).read(tenant, content, new Wanted(agent, model, user)));
            return 0;
        } catch (RequestRefused e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
    }

    private void print(ConversationImport.Result result) {
        if (json) {
            System.out.println(Output.json(ImportView.of(result)));
            return;
        }
        System.out.println("Conversation " + result.conversationId() + " of agent " + result.agent().name() + ": " + result.events() + " events");
        result.missingDocuments().forEach(missing -> System.out.println("Not here: document " + missing.name() + " (sha256 " + missing.sha256() + ")"));
        result.repairs().forEach(repair -> System.out.println("Mended: " + repair.what() + ". " + repair.why()));
    }
}
