package palimpsest.memory.note.structured;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows of one form. A row keeps its number.
 *
 * @param next number of the next row
 */
public record Table(RowSchema schema, Rows rows, int next) implements StructuredNote {

    public static Table empty(RowSchema schema) {
        return new Table(schema, new Rows(new LinkedHashMap<>()), 1);
    }

    static Table read(ObjectNode json) {
        RowSchema schema = RowSchema.of(json.get("schema"));
        SequencedMap<Integer, ObjectNode> rows = new LinkedHashMap<>();
        int last = 0;
        for (var row : StructuredNotes.object(json.path("rows"), "rows").properties()) {
            last = rowNumber(row.getKey());
            rows.put(last, schema.check(row.getValue(), "row " + row.getKey()));
        }
        return new Table(schema, new Rows(rows), Math.max(last + 1, json.path("next").asInt(1)));
    }

    private static int rowNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new StructureException("rows: " + text + " is no row number.");
        }
    }

    @Override
    public String kind() {
        return "table";
    }

    /** @throws StructureException when the row does not fit the schema */
    public Table append(JsonNode row) {
        return with(next, schema.check(row, "row"), next + 1);
    }

    /** @throws StructureException when there is no such row or the value does not fit the schema */
    public Table set(int number, String column, JsonNode value) {
        ObjectNode row = row(number).deepCopy();
        row.set(column, value);
        return with(number, schema.check(row, "row " + number), next);
    }

    /** @throws StructureException when there is no such row */
    public Table remove(int number) {
        row(number);
        var rest = new LinkedHashMap<>(rows.byNumber());
        rest.remove(number);
        return new Table(schema, new Rows(rest), next);
    }

    private ObjectNode row(int number) {
        ObjectNode row = rows.byNumber().get(number);
        if (row == null) {
            throw new StructureException("There is no row " + number + ". " + (rows.count() == 0 ? "The table is empty." : "Rows: " + rows.byNumber().keySet() + "."));
        }
        return row;
    }

    private Table with(int number, ObjectNode row, int nextNumber) {
        var all = new LinkedHashMap<>(rows.byNumber());
        all.put(number, row);
        return new Table(schema, new Rows(all), nextNumber);
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = StructuredNotes.JSON.createObjectNode().put("kind", kind());
        json.set("schema", schema.json());
        ObjectNode all = json.putObject("rows");
        rows.byNumber().forEach((number, row) -> all.set(Integer.toString(number), row));
        return json.put("next", next);
    }
}
