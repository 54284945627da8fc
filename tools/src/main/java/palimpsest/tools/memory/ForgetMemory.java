package palimpsest.tools.memory;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.NoSuchElementException;
import palimpsest.memory.longterm.Receipt;
import palimpsest.memory.longterm.UserMemory;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code forgetMemory}: erases something remembered for good, with everything derived from the same turns, and gives the receipt. */
public final class ForgetMemory implements WindowTool {

    public static final String NAME = "forgetMemory";

    private final UserMemory memory;

    public ForgetMemory(UserMemory memory) {
        this.memory = memory;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name(NAME)
                .description("Erases something remembered for good, when the user asks for it. It can't be undone.")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("id", "The id that recallMemory gives.")
                        .required("id")
                        .build())
                .build();
    }

    /** A second call finds nothing, and nobody can undo the first. */
    @Override
    public boolean idempotent() {
        return false;
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        String id = arguments.requireText("id").strip();
        var conversation = context.conversationId();
        if (conversation.isEmpty()) {
            return ToolOutcome.error("There is no user here whose memory could be changed.");
        }
        try {
            Receipt receipt = memory.forget(context.tenant(), conversation.get(), id);
            return ToolOutcome.of(result("forgotten", true, "receipt", receipt.id().toString(), "turns", receipt.decisions(), "records", receipt.records()));
        } catch (NoSuchElementException e) {
            return ToolOutcome.error(e.getMessage() + " Call recallMemory for the ids.");
        }
    }
}
