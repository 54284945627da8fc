package palimpsest.tools.prune;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import palimpsest.tools.spi.Effect.MessagePruned;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/**
 * {@code deleteContext}: from the next request on a message is a stub (StateLM). The history keeps it. Beyond the reference, an agent may
 * write into the stub what matters of the message.
 */
public final class DeleteContext implements WindowTool {

    public static final String NAME = "deleteContext";
    /** In characters; what needs more is a note. */
    static final int LONGEST_SUMMARY = 1000;

    private static final String SUMMARY = "summary";

    private final boolean takesSummary;

    /** As the reference has it. */
    public DeleteContext() {
        this(false);
    }

    private DeleteContext(boolean takesSummary) {
        this.takesSummary = takesSummary;
    }

    /** With a parameter {@code summary}, which stands in the stub. */
    public static DeleteContext withSummary() {
        return new DeleteContext(true);
    }

    @Override
    public ToolSpecification specification() {
        var parameters = JsonObjectSchema.builder().addIntegerProperty("msg_id", "The msg_id, or msg_id(invoking_assistant), that a tool result carries.");
        if (takesSummary) {
            parameters.addStringProperty(SUMMARY, "The few lines of it that matter, in your words: they stand in the stub. Leave it out when nothing matters or a note holds it.");
        }
        return ToolSpecification.builder()
                .name(NAME)
                .description("Removes the text of one of your messages or of a tool result from the window, to make room. A short stub stays in its place.")
                .parameters(parameters.required("msg_id").build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        int id = arguments.requireInteger("msg_id");
        String summary = takesSummary ? arguments.text(SUMMARY).map(String::strip).filter(text -> !text.isEmpty()).orElse(null) : null;
        if (summary != null && summary.length() > LONGEST_SUMMARY) {
            return ToolOutcome.error("The summary has " + summary.length() + " characters, and " + LONGEST_SUMMARY
                    + " are the most: write a note, then delete the message without a summary.");
        }
        return context.roleOf(id)
                .map(role -> ToolOutcome.of(result("status", "success", "deleted_msg_id", id, "deleted_role", role), new MessagePruned(id, summary)))
                .orElseGet(() -> ToolOutcome.error("msg_id " + id + " not found. Use a msg_id that stands in a tool result; system and user messages can't be deleted."));
    }
}
