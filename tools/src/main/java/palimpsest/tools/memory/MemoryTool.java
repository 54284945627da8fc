package palimpsest.tools.memory;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import palimpsest.memory.file.InvalidMemoryCommand;
import palimpsest.memory.file.MemoryCommand;
import palimpsest.memory.file.MemoryFiles;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/**
 * {@code memory}: files under {@code /memories} that last over conversations (Anthropic's memory tool, memory_20250818). It changes
 * what is outside the conversation; a call that is run again after a crash is answered as it was, and done once.
 */
public final class MemoryTool implements WindowTool {

    public static final String NAME = "memory";

    private final MemoryFiles files;
    private final BiFunction<String, UUID, String> owners;

    /** @param owners whose files a conversation works on, by tenant and conversation */
    public MemoryTool(MemoryFiles files, BiFunction<String, UUID, String> owners) {
        this.files = files;
        this.owners = owners;
    }

    /** The owner of an agent's files. */
    public static String ownerOf(UUID agentId) {
        return "agent:" + agentId;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name(NAME)
                .description("Keeps text files under /memories that last over conversations. Look into /memories before you start, and write down what will be useful later.")
                .parameters(JsonObjectSchema.builder()
                        .addEnumProperty("command", List.of("view", "create", "str_replace", "insert", "delete", "rename"),
                                "view lists a directory or shows a file; create makes a new file; str_replace replaces a text that is there once; "
                                        + "insert adds lines; delete and rename work on files and directories.")
                        .addStringProperty("path", "For all but rename: a path that starts with /memories.")
                        .addProperty("view_range", JsonArraySchema.builder().items(JsonIntegerSchema.builder().build())
                                .description("For view of a file: first and last line, -1 for the end.").build())
                        .addStringProperty("file_text", "For create: the file's text.")
                        .addStringProperty("old_str", "For str_replace: the text to replace.")
                        .addStringProperty("new_str", "For str_replace: what stands there instead.")
                        .addIntegerProperty("insert_line", "For insert: the line after which the text goes, 0 for the start.")
                        .addStringProperty("insert_text", "For insert: the text.")
                        .addStringProperty("old_path", "For rename: the path as it is.")
                        .addStringProperty("new_path", "For rename: the path as it shall be.")
                        .required("command")
                        .build())
                .build();
    }

    @Override
    public boolean bringsOutsideText() {
        return true;
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        MemoryCommand command;
        try {
            command = MemoryCommand.of(arguments.values());
        } catch (InvalidMemoryCommand e) {
            return ToolOutcome.error(e.getMessage());
        }
        String owner = context.conversationId().map(conversation -> owners.apply(context.tenant(), conversation)).orElse(MemoryFiles.SHARED);
        // A rewound run may come to the same place with another command: that is another call.
        Optional<String> key = context.callKey().map(call -> call + "/" + Integer.toHexString(arguments.values().toString().hashCode()));
        MemoryFiles.Reply reply = files.execute(context.tenant(), owner, command, key);
        return reply.error() ? ToolOutcome.error(reply.text()) : ToolOutcome.of(ToolOutcome.result("content", reply.text()));
    }
}
