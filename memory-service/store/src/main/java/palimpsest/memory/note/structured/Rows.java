package palimpsest.memory.note.structured;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows by number, and the questions that can be asked of them. Sums are exact.
 *
 * @param byNumber numbers from 1; one that was removed is not given again
 */
public record Rows(SequencedMap<Integer, ObjectNode> byNumber) {

    private static final List<String> OPERATORS = List.of("eq", "ne", "lt", "lte", "gt", "gte", "contains", "in");

    /** Rows for which every condition holds: {@code {"item": "tea", "price": {"gte": 3}}}. Null takes all. */
    public Rows where(JsonNode conditions) {
        if (conditions == null || conditions.isNull()) {
            return this;
        }
        ObjectNode all = StructuredNotes.object(conditions, "where");
        return matching(row -> all.properties().stream().allMatch(condition -> holds(row.path(condition.getKey()), condition.getValue())));
    }

    private Rows matching(Function<ObjectNode, Boolean> condition) {
        var kept = new LinkedHashMap<Integer, ObjectNode>();
        byNumber.forEach((number, row) -> {
            if (condition.apply(row)) {
                kept.put(number, row);
            }
        });
        return new Rows(kept);
    }

    private static boolean holds(JsonNode value, JsonNode condition) {
        if (!condition.isObject()) {
            return equal(value, condition);
        }
        return ((ObjectNode) condition).properties().stream().allMatch(part -> holds(value, part.getKey(), part.getValue()));
    }

    private static boolean holds(JsonNode value, String operator, JsonNode operand) {
        return switch (operator) {
            case "eq" -> equal(value, operand);
            case "ne" -> !equal(value, operand);
            case "lt" -> comparable(value, operand) && compare(value, operand) < 0;
            case "lte" -> comparable(value, operand) && compare(value, operand) <= 0;
            case "gt" -> comparable(value, operand) && compare(value, operand) > 0;
            case "gte" -> comparable(value, operand) && compare(value, operand) >= 0;
            case "contains" -> value.isArray() ? value.valueStream().anyMatch(element -> equal(element, operand)) : text(value).contains(text(operand));
            case "in" -> operand.valueStream().anyMatch(one -> equal(value, one));
            default -> throw new StructureException("where: there is no condition '" + operator + "'. Use one of " + String.join(", ", OPERATORS) + ".");
        };
    }

    private static boolean equal(JsonNode a, JsonNode b) {
        return comparable(a, b) ? compare(a, b) == 0 : a.equals(b) || a.isMissingNode() && b.isNull();
    }

    private static boolean comparable(JsonNode a, JsonNode b) {
        return number(a) != null && number(b) != null || a.isString() && b.isString();
    }

    private static int compare(JsonNode a, JsonNode b) {
        return number(a) != null && number(b) != null ? number(a).compareTo(number(b)) : a.asString().compareTo(b.asString());
    }

    private static BigDecimal number(JsonNode value) {
        return value.isNumber() ? value.decimalValue() : null;
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    public int count() {
        return byNumber.size();
    }

    /** @throws StructureException when a row holds something else than a number there; rows without the field count as 0 */
    public BigDecimal sum(String column) {
        return numbers(column).stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public BigDecimal min(String column) {
        return numbers(column).stream().min(Comparator.naturalOrder()).orElseThrow(() -> none(column));
    }

    public BigDecimal max(String column) {
        return numbers(column).stream().max(Comparator.naturalOrder()).orElseThrow(() -> none(column));
    }

    /** To 34 digits. */
    public BigDecimal average(String column) {
        List<BigDecimal> numbers = numbers(column);
        if (numbers.isEmpty()) {
            throw none(column);
        }
        return sum(column).divide(BigDecimal.valueOf(numbers.size()), MathContext.DECIMAL128);
    }

    private List<BigDecimal> numbers(String column) {
        List<BigDecimal> numbers = new ArrayList<>();
        byNumber.forEach((number, row) -> {
            JsonNode value = row.path(column);
            if (value.isNumber()) {
                numbers.add(value.decimalValue());
            } else if (!value.isMissingNode() && !value.isNull()) {
                throw new StructureException("Field '" + column + "' of row " + number + " is " + value + ", not a number. Name a field with numbers only.");
            }
        });
        if (numbers.isEmpty() && !byNumber.isEmpty()) {
            throw new StructureException("No row has a number in field '" + column + "'. Fields: "
                    + byNumber.values().stream().flatMap(row -> row.propertyNames().stream()).distinct().collect(Collectors.joining(", ")) + ".");
        }
        return numbers;
    }

    private static StructureException none(String column) {
        return new StructureException("No row matches, so there is no value of '" + column + "'.");
    }

    /** The rows by the value of a field, in the order of first appearance. */
    public SequencedMap<String, Rows> groupedBy(String column) {
        SequencedMap<String, Rows> groups = new LinkedHashMap<>();
        for (Map.Entry<Integer, ObjectNode> row : byNumber.entrySet()) {
            groups.computeIfAbsent(text(row.getValue().path(column)), value -> new Rows(new LinkedHashMap<>())).byNumber().put(row.getKey(), row.getValue());
        }
        return groups;
    }
}
