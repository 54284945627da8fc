package palimpsest.tools.prune;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import palimpsest.tools.spi.Effect.MessagePruned;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code deleteContext}: from the next request on a message is a stub (StateLM). The history keeps it. */
public final class DeleteContext implements WindowTool {

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("deleteContext")
                .description("Removes the text of one of your messages or of a tool result from the window, to make room. A short stub stays in its place.")
                .parameters(JsonObjectSchema.builder()
                        .addIntegerProperty("msg_id", "The msg_id, or msg_id(invoking_assistant), that a tool result carries.")
                        .required("msg_id")
                        .build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        int id = arguments.requireInteger("msg_id");
        return context.roleOf(id)
                .map(role -> ToolOutcome.of(result("status", "success", "deleted_msg_id", id, "deleted_role", role), new MessagePruned(id)))
                .orElseGet(() -> ToolOutcome.error("msg_id " + id + " not found. Use a msg_id that stands in a tool result; system and user messages can't be deleted."));
    }
}
