package palimpsest.tools.structured;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import palimpsest.memory.note.structured.Ledger;
import palimpsest.memory.note.structured.Rows;
import palimpsest.memory.note.structured.StateMachine;
import palimpsest.memory.note.structured.StructureException;
import palimpsest.memory.note.structured.Table;
import palimpsest.memory.note.structured.Tree;
import palimpsest.tools.note.NoteRepository;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;
import tools.jackson.databind.node.ObjectNode;

/** {@code queryStructuredNote}: asks a structured note. Every number is computed exactly, whole notes included. */
public final class QueryStructuredNote implements WindowTool {

    private static final List<String> QUERIES = List.of("select", "count", "sum", "min", "max", "average", "balance", "children", "path", "subtree", "current", "history");

    private final Structures structures;

    public QueryStructuredNote(NoteRepository repository) {
        this.structures = new Structures(repository);
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("queryStructuredNote")
                .description("Asks a structured note; numbers are exact. Table and ledger: select, count, sum, min, max, average; ledger also balance. "
                        + "Tree: children, path, subtree, select, count. State: current, history.")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("key")
                        .addProperty("query", JsonEnumSchema.builder().enumValues(QUERIES).build())
                        .addProperty("where", JsonObjectSchema.builder().description("Which rows, such as {\"item\": \"tea\", \"price\": {\"gte\": 3}}; eq, ne, lt, lte, gt, gte, contains, in.").build())
                        .addStringProperty("column", "To compute with.")
                        .addProperty("columns", JsonArraySchema.builder().items(new JsonStringSchema()).description("To show.").build())
                        .addStringProperty("group_by", "A field.")
                        .addStringProperty("node")
                        .addIntegerProperty("number", "Balance after this entry.")
                        .required("key", "query")
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
        String query = arguments.requireText("query");
        var answer = result("key", key, "query", query);
        try {
            switch (structures.open(context, key).note()) {
                case Table table -> answer.putAll(rows(table.rows(), query, arguments, "table", null));
                case Ledger ledger -> answer.putAll(query.equals("balance") && !arguments.has("where") && !arguments.has("group_by") ? balance(ledger, arguments)
                        : rows(ledger.rows(), query.equals("balance") ? "sum" : query, arguments, "ledger", Ledger.AMOUNT));
                case Tree tree -> answer.putAll(tree(tree, query, arguments));
                case StateMachine machine -> answer.putAll(state(machine, query));
            }
        } catch (StructureException e) {
            throw new InvalidArgument(e.getMessage());
        }
        return ToolOutcome.of(answer);
    }

    private static SequencedMap<String, Object> balance(Ledger ledger, ToolArguments arguments) {
        int count = Math.clamp(arguments.integer("number", ledger.entries().size()), 0, ledger.entries().size());
        return result("balance", Structures.number(ledger.balanceAfter(count)), "entries", count);
    }

    private static SequencedMap<String, Object> rows(Rows all, String query, ToolArguments arguments, String kind, String usualColumn) {
        Rows rows = all.where(Structures.tree(arguments, "where"));
        if (query.equals("select")) {
            return result("count", rows.count(), "rows", Structures.rows(rows, arguments.texts("columns")));
        }
        Function<Rows, Object> compute = computation(query, kind, arguments, usualColumn);
        var groupBy = arguments.text("group_by");
        if (groupBy.isEmpty()) {
            return result(query, compute.apply(rows), "rows_matched", rows.count());
        }
        var groups = new LinkedHashMap<String, Object>();
        rows.groupedBy(groupBy.get()).forEach((value, group) -> groups.put(value, compute.apply(group)));
        return result("group_by", groupBy.get(), query, groups, "rows_matched", rows.count());
    }

    private static Function<Rows, Object> computation(String query, String kind, ToolArguments arguments, String usualColumn) {
        if (query.equals("count")) {
            return Rows::count;
        }
        String column = arguments.text("column").or(() -> Optional.ofNullable(usualColumn))
                .orElseThrow(() -> new InvalidArgument("column is required: the field to compute with."));
        return switch (query) {
            case "sum" -> rows -> Structures.number(rows.sum(column));
            case "min" -> rows -> Structures.number(rows.min(column));
            case "max" -> rows -> Structures.number(rows.max(column));
            case "average" -> rows -> Structures.number(rows.average(column).stripTrailingZeros());
            default -> throw new InvalidArgument("A " + kind + " can't be asked for '" + query + "'. Use select, count, sum, min, max or average"
                    + (kind.equals("ledger") ? ", or balance." : "."));
        };
    }

    private static SequencedMap<String, Object> tree(Tree tree, String query, ToolArguments arguments) {
        String node = arguments.text("node").filter(text -> !text.isBlank()).orElse(null);
        return switch (query) {
            case "children" -> listed(tree, tree.children(node));
            case "subtree" -> listed(tree, tree.subtree(node));
            case "path" -> result("path", tree.path(arguments.requireText("node")));
            case "count" -> result("count", node == null ? tree.nodes().size() : tree.subtree(node).size());
            case "select" -> {
                List<String> ids = tree.subtree(node);
                var byPlace = new LinkedHashMap<Integer, ObjectNode>();
                ids.forEach(id -> byPlace.put(byPlace.size(), tree.node(id).data()));
                yield listed(tree, new Rows(byPlace).where(Structures.tree(arguments, "where")).byNumber().keySet().stream().map(ids::get).toList());
            }
            default -> throw new InvalidArgument("A tree can't be asked for '" + query + "'. Use children, path, subtree, select or count.");
        };
    }

    private static SequencedMap<String, Object> listed(Tree tree, List<String> ids) {
        List<Object> nodes = new ArrayList<>();
        for (String id : ids) {
            nodes.add(result("node", id, "parent", tree.node(id).parent(), "data", Structures.fields(tree.node(id).data())));
        }
        return result("count", ids.size(), "nodes", nodes);
    }

    private static SequencedMap<String, Object> state(StateMachine machine, String query) {
        return switch (query) {
            case "current" -> result("state", machine.current(), "legal_next", machine.legal());
            case "history" -> result("initial", machine.initial(), "state", machine.current(),
                    "history", machine.history().stream().map(step -> result("from", step.from(), "to", step.to(), "reason", step.reason())).toList());
            default -> throw new InvalidArgument("A state can't be asked for '" + query + "'. Use current or history.");
        };
    }
}
