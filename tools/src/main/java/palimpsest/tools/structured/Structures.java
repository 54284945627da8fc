package palimpsest.tools.structured;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.structured.Rows;
import palimpsest.memory.note.structured.StructuredNote;
import palimpsest.memory.note.structured.StructuredNotes;
import palimpsest.tools.note.NoteRepository;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Structured notes in the repository, and their values in the form that a model reads. */
record Structures(NoteRepository repository) {

    /** Characters; a note is read and written whole. */
    private static final int LARGEST = 200_000;
    private static final int MOST_ROWS = 200;

    /** A structured note where it was found. */
    record Opened(NoteRepository.Found found, StructuredNote note) {}

    Opened open(ToolContext context, String key) {
        var found = repository.find(context, key).orElseThrow(() -> new InvalidArgument("Note '" + key + "' not found. Create it with createStructuredNote. "
                + "Existing keys: " + String.join(", ", repository.keys(context)) + "."));
        return new Opened(found, StructuredNotes.parse(found.note().content())
                .orElseThrow(() -> new InvalidArgument("Note '" + key + "' is a text. Read it with readNote; a structured note begins with createStructuredNote.")));
    }

    static Note note(String key, String summary, StructuredNote note) {
        String content = note.content();
        if (content.length() > LARGEST) {
            throw new InvalidArgument("The note would have " + content.length() + " characters; " + LARGEST + " are the most. Go on in another note.");
        }
        return new Note(key, summary, content);
    }

    static JsonNode tree(ToolArguments arguments, String name) {
        return arguments.value(name).map(StructuredNotes::tree).orElse(null);
    }

    /** Rows with their numbers; the first ones when there are many. */
    static List<SequencedMap<String, Object>> rows(Rows rows, List<String> columns) {
        List<SequencedMap<String, Object>> all = new ArrayList<>();
        rows.byNumber().entrySet().stream().limit(MOST_ROWS).forEach(row -> {
            SequencedMap<String, Object> line = new LinkedHashMap<>();
            line.put("row", row.getKey());
            fields(row.getValue()).forEach((name, value) -> {
                if (columns.isEmpty() || columns.contains(name)) {
                    line.put(name, value);
                }
            });
            all.add(line);
        });
        return all;
    }

    static SequencedMap<String, Object> fields(ObjectNode object) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            fields.put(field.getKey(), plain(field.getValue()));
        }
        return fields;
    }

    private static Object plain(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> fields(object);
            case JsonNode list when list.isArray() -> list.valueStream().map(Structures::plain).toList();
            case JsonNode number when number.isNumber() -> number(number.decimalValue());
            case JsonNode truth when truth.isBoolean() -> truth.asBoolean();
            case JsonNode none when none.isNull() -> null;
            default -> value.asString();
        };
    }

    /** Whole numbers as such, others as text: a double would change their digits. */
    static Object number(BigDecimal number) {
        return number.scale() <= 0 && number.precision() - number.scale() < 18 ? (Object) number.longValueExact() : number.toPlainString();
    }
}
