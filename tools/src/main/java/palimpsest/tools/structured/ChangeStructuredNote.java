package palimpsest.tools.structured;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.List;
import java.util.SequencedMap;
import palimpsest.memory.note.structured.Ledger;
import palimpsest.memory.note.structured.StateMachine;
import palimpsest.memory.note.structured.StructureException;
import palimpsest.memory.note.structured.StructuredNote;
import palimpsest.memory.note.structured.StructuredNotes;
import palimpsest.memory.note.structured.Table;
import palimpsest.memory.note.structured.Tree;
import palimpsest.tools.note.NoteRepository;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;
import tools.jackson.databind.JsonNode;

/** {@code changeStructuredNote}: one change to a table, ledger, tree or state; what does not fit is refused and changes nothing. */
public final class ChangeStructuredNote implements WindowTool {

    private static final List<String> OPERATIONS = List.of("append", "set_cell", "remove_row", "reverse", "add_node", "move_node", "set_node", "remove_node", "transition");

    /** The note's own schema says which of them a column takes. */
    private static final JsonAnyOfSchema CELL = JsonAnyOfSchema.builder().description("Of the cell.")
            .anyOf(new JsonStringSchema(), new JsonNumberSchema(), new JsonBooleanSchema(), JsonObjectSchema.builder().build()).build();

    private final Structures structures;

    public ChangeStructuredNote(NoteRepository repository) {
        this.structures = new Structures(repository);
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("changeStructuredNote")
                .description("Changes a structured note. Table: append (row), set_cell (number, column, value), remove_row (number). "
                        + "Ledger: append (row), reverse (number). Tree: operations with _node (node, parent, row as data). State: transition (to, reason).")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("key")
                        .addProperty("operation", JsonEnumSchema.builder().enumValues(OPERATIONS).build())
                        .addProperty("row", JsonObjectSchema.builder().build())
                        .addIntegerProperty("number", "Of row or entry.")
                        .addStringProperty("column")
                        .addProperty("value", CELL)
                        .addStringProperty("node")
                        .addStringProperty("parent", "Left out for a root.")
                        .addStringProperty("to")
                        .addStringProperty("reason")
                        .addStringProperty("new_summary", "Where the old one is wrong.")
                        .required("key", "operation")
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
        Structures.Opened opened = structures.open(context, key);
        String operation = arguments.requireText("operation");
        try {
            StructuredNote changed = switch (opened.note()) {
                case Table table -> change(table, operation, arguments);
                case Ledger ledger -> change(ledger, operation, arguments);
                case Tree tree -> change(tree, operation, arguments);
                case StateMachine machine -> change(machine, operation, arguments);
            };
            String summary = arguments.text("new_summary").orElse(opened.found().note().summary());
            return ToolOutcome.of(told(key, changed, operation), structures.repository().change(opened.found(), Structures.note(key, summary, changed)));
        } catch (StructureException e) {
            throw new InvalidArgument(e.getMessage());
        }
    }

    private static Table change(Table table, String operation, ToolArguments arguments) {
        return switch (operation) {
            case "append" -> table.append(row(arguments));
            case "set_cell" -> table.set(arguments.requireInteger("number"), arguments.requireText("column"),
                    StructuredNotes.tree(arguments.value("value").orElse(null)));
            case "remove_row" -> table.remove(arguments.requireInteger("number"));
            default -> throw unfit("table", operation, "append, set_cell or remove_row");
        };
    }

    private static Ledger change(Ledger ledger, String operation, ToolArguments arguments) {
        return switch (operation) {
            case "append" -> ledger.append(row(arguments));
            case "reverse" -> ledger.reverse(arguments.requireInteger("number"));
            default -> throw unfit("ledger", operation, "append or reverse (entries are never changed)");
        };
    }

    private static Tree change(Tree tree, String operation, ToolArguments arguments) {
        String node = arguments.requireText("node");
        String parent = arguments.text("parent").filter(text -> !text.isBlank()).orElse(null);
        return switch (operation) {
            case "add_node" -> tree.add(node, parent, Structures.tree(arguments, "row"));
            case "move_node" -> tree.move(node, parent);
            case "set_node" -> tree.set(node, row(arguments));
            case "remove_node" -> tree.remove(node);
            default -> throw unfit("tree", operation, "add_node, move_node, set_node or remove_node");
        };
    }

    private static StateMachine change(StateMachine machine, String operation, ToolArguments arguments) {
        if (!operation.equals("transition")) {
            throw unfit("state", operation, "transition");
        }
        return machine.transition(arguments.requireText("to"), arguments.text("reason").orElse(null));
    }

    private static JsonNode row(ToolArguments arguments) {
        return StructuredNotes.tree(arguments.value("row").orElseThrow(() -> new InvalidArgument("row is required: an object with one value for each field.")));
    }

    private static InvalidArgument unfit(String kind, String operation, String instead) {
        return new InvalidArgument("A " + kind + " has no operation '" + operation + "'. Use " + instead + ".");
    }

    private static SequencedMap<String, Object> told(String key, StructuredNote note, String operation) {
        var told = result("status", "success", "key", key, "operation", operation);
        switch (note) {
            case Table table -> told.put("rows", table.rows().count());
            case Ledger ledger -> {
                told.put("entries", ledger.entries().size());
                told.put("balance", Structures.number(ledger.balance()));
            }
            case Tree tree -> told.put("nodes", tree.nodes().size());
            case StateMachine machine -> {
                told.put("state", machine.current());
                told.put("legal_next", machine.legal());
            }
        }
        return told;
    }
}
