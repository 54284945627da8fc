package palimpsest.tools.restore;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import palimpsest.tools.spi.Effect.MessageRestored;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code restoreContext}: from the next request on a message that was deleted stands in the window again, whole. Not one of StateLM's tools. */
public final class RestoreContext implements WindowTool {

    public static final String NAME = "restoreContext";

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name(NAME)
                .description("Brings the text of a message that was deleted back into the window, whole. Older messages make room for it when needed.")
                .parameters(JsonObjectSchema.builder()
                        .addIntegerProperty("msg_id", "The msg_id of the deleted message, as its stub or recall names it.")
                        .required("msg_id")
                        .build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        int id = arguments.requireInteger("msg_id");
        var role = context.roleOf(id);
        if (role.isEmpty()) {
            return ToolOutcome.error("msg_id " + id + " not found. Use a msg_id that stands in a stub or that recall gave.");
        }
        if (!context.isPruned(id)) {
            return ToolOutcome.error("Message " + id + " was not deleted: its text stands in the window. Go on without restoring it.");
        }
        return ToolOutcome.of(result("status", "success", "restored_msg_id", id, "restored_role", role.get()), new MessageRestored(id));
    }
}
