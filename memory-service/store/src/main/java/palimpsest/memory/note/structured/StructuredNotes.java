package palimpsest.memory.note.structured;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Structured notes as the content of notes. */
public final class StructuredNotes {

    /** Numbers stay as they are written: 12.50 is 12.50. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private StructuredNotes() {}

    /** The structure that a note's content is, empty when it is plain text or breaks its own schema. */
    public static Optional<StructuredNote> parse(String content) {
        if (!content.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return JSON.readTree(content) instanceof ObjectNode json && json.path("kind").isString() ? Optional.of(read(json)) : Optional.empty();
        } catch (JacksonException | StructureException e) {
            return Optional.empty();
        }
    }

    private static StructuredNote read(ObjectNode json) {
        String kind = json.get("kind").asString();
        return switch (kind) {
            case "table" -> Table.read(json);
            case "ledger" -> Ledger.read(json);
            case "tree" -> Tree.read(json);
            case "state" -> StateMachine.read(json);
            default -> throw new StructureException("There is no kind " + kind + ".");
        };
    }

    /** A Java value as a JSON tree: maps, lists, texts, numbers, booleans, null. */
    public static JsonNode tree(Object value) {
        return JSON.valueToTree(value);
    }

    /**
     * @throws StructureException when the value is not an object; {@code what} names it
     */
    public static ObjectNode object(JsonNode value, String what) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw new StructureException(what + " must be a JSON object with one value for each field.");
    }
}
