package palimpsest.tools.structured;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import palimpsest.memory.note.structured.Ledger;
import palimpsest.memory.note.structured.RowSchema;
import palimpsest.memory.note.structured.StateMachine;
import palimpsest.memory.note.structured.StructureException;
import palimpsest.memory.note.structured.StructuredNote;
import palimpsest.memory.note.structured.Table;
import palimpsest.memory.note.structured.Tree;
import palimpsest.tools.note.NoteRepository;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code createStructuredNote}: an empty table, ledger or tree, or a state machine in its first state. */
public final class CreateStructuredNote implements WindowTool {

    private final Structures structures;

    public CreateStructuredNote(NoteRepository repository) {
        this.structures = new Structures(repository);
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("createStructuredNote")
                .description("Begins a note that reckons exactly. Choose the kind that fits: ledger for money and other sums (entries with an amount, balance kept), "
                        + "table for things to do and other lists, tree for families, teams and parts, state for what is at one stage at a time." + structures.repository().hint())
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("key")
                        .addProperty("kind", JsonEnumSchema.builder().enumValues("table", "ledger", "tree", "state").build())
                        .addStringProperty("summary", "What the note holds, in one line.")
                        .addProperty("schema", JsonObjectSchema.builder().description("Type of each field, such as {\"item\": \"string\", \"price\": \"number\"}. Not for a state.").build())
                        .addProperty("transitions", JsonObjectSchema.builder().description("For a state: which may follow which, such as {\"open\": [\"paid\"]}.").build())
                        .addStringProperty("initial", "For a state: the first.")
                        .required("key", "kind", "summary")
                        .build())
                .build();
    }

    @Override
    public boolean exactNumbers() {
        return true;
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        String key = arguments.requireText("key");
        if (key.isBlank()) {
            throw new InvalidArgument("key cannot be empty. Give the note a short, unique name.");
        }
        if (structures.repository().find(context, key).isPresent()) {
            throw new InvalidArgument("Note '" + key + "' exists already. Choose another key, or change that one with changeStructuredNote.");
        }
        try {
            StructuredNote note = create(arguments);
            return ToolOutcome.of(result("status", "success", "key", key, "kind", note.kind()),
                    structures.repository().write(context, Structures.note(key, arguments.requireText("summary"), note)));
        } catch (StructureException e) {
            throw new InvalidArgument(e.getMessage());
        }
    }

    private static StructuredNote create(ToolArguments arguments) {
        RowSchema schema = RowSchema.of(withAmount(arguments));
        return switch (arguments.requireText("kind")) {
            case "table" -> Table.empty(schema);
            case "ledger" -> Ledger.empty(schema);
            case "tree" -> Tree.empty(schema);
            case "state" -> StateMachine.of(arguments.has("transitions") ? Structures.tree(arguments, "transitions") : none("transitions"),
                    arguments.requireText("initial"));
            case String kind -> throw new InvalidArgument("kind can't be '" + kind + "'. Use table, ledger, tree or state.");
        };
    }

    /** Every ledger has amounts, whether its short schema says so or not. */
    private static JsonNode withAmount(ToolArguments arguments) {
        var schema = Structures.tree(arguments, "schema");
        if (arguments.text("kind").filter("ledger"::equals).isPresent() && schema instanceof ObjectNode fields
                && !fields.isEmpty() && !fields.has("properties") && !fields.has("type")) {
            fields.put(Ledger.AMOUNT, "number");
        }
        return schema;
    }

    private static JsonNode none(String name) {
        throw new InvalidArgument(name + " is required for a state: which states may follow which.");
    }
}
