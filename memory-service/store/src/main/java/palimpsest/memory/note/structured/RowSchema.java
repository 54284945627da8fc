package palimpsest.memory.note.structured;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.ObjectNode;

/** What an object in a note must look like: JSON Schema, draft 2020-12. Nothing is ever fetched for it. */
public final class RowSchema {

    private static final Set<String> TYPES = Set.of("string", "number", "integer", "boolean", "array", "object");

    private final ObjectNode json;
    private final Schema schema;

    private RowSchema(ObjectNode json) {
        this.json = json;
        try {
            this.schema = SchemaRegistry.withDefaultDialect(Dialects.getDraft202012()).getSchema(json);
            // Compiles it, so that a schema that is none is told when it is given.
            schema.validate(StructuredNotes.JSON.createObjectNode());
        } catch (SchemaException e) {
            throw new StructureException("schema is no JSON Schema: " + e.getMessage());
        }
    }

    /**
     * From JSON Schema, or from its short form, a type for each field: {@code {"item": "string", "price": "number"}}; then no other
     * fields are allowed. Null allows any object.
     *
     * @throws StructureException when it is neither
     */
    public static RowSchema of(JsonNode given) {
        if (given == null || given.isNull() || given.isEmpty()) {
            return new RowSchema(StructuredNotes.JSON.createObjectNode().put("type", "object"));
        }
        ObjectNode object = StructuredNotes.object(given, "schema");
        boolean whole = object.path("properties").isObject() || object.has("$schema") || "object".equals(object.path("type").asString(""));
        return new RowSchema(whole ? object : expanded(object));
    }

    private static ObjectNode expanded(ObjectNode types) {
        ObjectNode schema = StructuredNotes.JSON.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (Map.Entry<String, JsonNode> field : types.properties()) {
            if (field.getValue().isObject()) {
                properties.set(field.getKey(), field.getValue());
            } else if (TYPES.contains(field.getValue().asString(""))) {
                properties.putObject(field.getKey()).set("type", field.getValue());
            } else {
                throw new StructureException("schema: field '" + field.getKey() + "' needs a type, one of " + TYPES.stream().sorted().collect(Collectors.joining(", "))
                        + ", not " + field.getValue() + ".");
            }
        }
        return schema.put("additionalProperties", false);
    }

    ObjectNode json() {
        return json;
    }

    /**
     * The row as it is kept: numbers written as text where the schema wants a number become numbers, digit for digit.
     *
     * @param what names the object in the message
     * @throws StructureException when it does not fit; the message names each field and what is expected
     */
    ObjectNode check(JsonNode given, String what) {
        ObjectNode row = numbered(StructuredNotes.object(given, what));
        List<Error> errors = schema.validate(row);
        if (!errors.isEmpty()) {
            throw new StructureException(what + " does not fit the schema: "
                    + errors.stream().map(RowSchema::sentence).distinct().collect(Collectors.joining("; ")) + ".");
        }
        return row;
    }

    private static String sentence(Error error) {
        String place = String.valueOf(error.getInstanceLocation()).replaceFirst("^/", "");
        return (place.isEmpty() ? "" : "field '" + place + "': ") + error.getMessage();
    }

    private ObjectNode numbered(ObjectNode given) {
        ObjectNode row = given.deepCopy();
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            String type = json.path("properties").path(field.getKey()).path("type").asString("");
            if (field.getValue().isString() && (type.equals("number") || type.equals("integer"))) {
                Numbers.parse(field.getValue().asString()).ifPresent(number -> row.set(field.getKey(), DecimalNode.valueOf(number)));
            }
        }
        return row;
    }

    /** Exact decimal numbers. */
    static final class Numbers {

        /** Beyond it a few characters would stand for gigabytes of digits. */
        private static final int MOST_DIGITS = 100;

        private Numbers() {}

        static Optional<BigDecimal> parse(String text) {
            try {
                var number = new BigDecimal(text.strip());
                return Math.abs((long) number.scale()) + number.precision() > MOST_DIGITS ? Optional.empty() : Optional.of(number);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }
}
