package palimpsest.memory.note.structured;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.ObjectNode;

/** Entries with an amount each, in the order in which they were made. None is ever changed: a wrong one is reversed by another. */
public record Ledger(RowSchema schema, List<ObjectNode> entries) implements StructuredNote {

    public static final String AMOUNT = "amount";
    private static final String REVERSES = "reverses";

    public static Ledger empty(RowSchema schema) {
        return new Ledger(schema, List.of());
    }

    static Ledger read(ObjectNode json) {
        Ledger ledger = empty(RowSchema.of(json.get("schema")));
        List<ObjectNode> entries = new ArrayList<>();
        for (JsonNode entry : json.path("entries")) {
            entries.add(ledger.checked(entry));
        }
        return new Ledger(ledger.schema, List.copyOf(entries));
    }

    @Override
    public String kind() {
        return "ledger";
    }

    /** @throws StructureException when it has no amount or does not fit the schema */
    public Ledger append(JsonNode entry) {
        return with(checked(entry));
    }

    /**
     * Takes an entry back: one of the opposite amount is appended, that names it.
     *
     * @param number of the entry, from 1
     */
    public Ledger reverse(int number) {
        if (number < 1 || number > entries.size()) {
            throw new StructureException("There is no entry " + number + ". Entries are numbered from 1 to " + entries.size() + ".");
        }
        if (entries.stream().anyMatch(entry -> entry.path(REVERSES).asInt(0) == number)) {
            throw new StructureException("Entry " + number + " is reversed already.");
        }
        ObjectNode reversal = entries.get(number - 1).deepCopy();
        reversal.set(AMOUNT, DecimalNode.valueOf(amount(entries.get(number - 1)).negate()));
        return with(reversal.put(REVERSES, number));
    }

    private Ledger with(ObjectNode entry) {
        List<ObjectNode> all = new ArrayList<>(entries);
        all.add(entry);
        return new Ledger(schema, List.copyOf(all));
    }

    private ObjectNode checked(JsonNode given) {
        ObjectNode entry = StructuredNotes.object(given, "entry").deepCopy();
        JsonNode reverses = entry.remove(REVERSES);
        JsonNode amount = entry.path(AMOUNT);
        BigDecimal number = RowSchema.Numbers.parse(amount.isNumber() || amount.isString() ? amount.asString() : "")
                .orElseThrow(() -> new StructureException("entry: field 'amount' must be a number, such as 12.50 or -3" + (amount.isMissingNode() ? "." : ", not " + amount + ".")));
        entry.set(AMOUNT, DecimalNode.valueOf(number));
        ObjectNode checked = schema.check(entry, "entry");
        return reverses == null ? checked : checked.put(REVERSES, reverses.asInt());
    }

    /** The sum of all amounts. */
    public BigDecimal balance() {
        return balanceAfter(entries.size());
    }

    /** The sum of the first {@code count} amounts. */
    public BigDecimal balanceAfter(int count) {
        return entries.stream().limit(count).map(Ledger::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal amount(ObjectNode entry) {
        return entry.get(AMOUNT).decimalValue();
    }

    /** The entries by number, each with the balance after it. */
    public Rows rows() {
        var rows = new LinkedHashMap<Integer, ObjectNode>();
        BigDecimal balance = BigDecimal.ZERO;
        for (ObjectNode entry : entries) {
            balance = balance.add(amount(entry));
            ObjectNode row = entry.deepCopy();
            row.set("balance", DecimalNode.valueOf(balance));
            rows.put(rows.size() + 1, row);
        }
        return new Rows(rows);
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = StructuredNotes.JSON.createObjectNode().put("kind", kind());
        json.set("schema", schema.json());
        ArrayNode all = json.putArray("entries");
        entries.forEach(all::add);
        return json;
    }
}
