package palimpsest.tools.memory;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.Locale;
import java.util.UUID;
import palimpsest.memory.longterm.MemoryRecord.Kind;
import palimpsest.memory.longterm.UserMemory;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code rememberFact}: keeps something that the user wants remembered, whatever the gate would say. Its source is the user's message. */
public final class RememberFact implements WindowTool {

    public static final String NAME = "rememberFact";

    private static final int LONGEST = 1000;

    private final UserMemory memory;

    public RememberFact(UserMemory memory) {
        this.memory = memory;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name(NAME)
                .description("Remembers something over all later conversations, when the user asks for it. What the user says in passing is remembered by itself.")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("text", "One sentence that is understood by itself.")
                        .addStringProperty("kind", "fact, preference or episode. A fact when left out.")
                        .required("text")
                        .build())
                .build();
    }

    /** The same message and fact are one record. */
    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        String text = arguments.requireText("text").strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new InvalidArgument("text must have 1 to " + LONGEST + " characters.");
        }
        var conversation = context.conversationId();
        var asked = context.asked();
        if (conversation.isEmpty() || asked.isEmpty()) {
            return ToolOutcome.error("There is no user here of whom it could be remembered.");
        }
        UUID record = memory.keep(context.tenant(), conversation.get(), asked.get().seq(), asked.get().text(), text, kind(arguments));
        return ToolOutcome.of(result("remembered", true, "id", record.toString().substring(0, 8)));
    }

    private static Kind kind(ToolArguments arguments) {
        String kind = arguments.text("kind").map(String::strip).orElse("fact").toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "fact", "" -> Kind.FACT;
            case "preference" -> Kind.PREFERENCE;
            case "episode" -> Kind.EPISODE;
            default -> throw new InvalidArgument("kind must be fact, preference or episode, not " + kind + ".");
        };
    }
}
