package palimpsest.memory.meta.evolve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads cases: JSON objects {@code {question_id, question, memories, answer, task}}, one a line in a file. */
public final class TrainingCaseReader {

    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * @throws IllegalArgumentException when a line is no case; the message names file and line
     * @throws IOException              when the file can't be read as UTF-8 text
     */
    public List<TrainingCase> read(Path file) throws IOException {
        List<TrainingCase> cases = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                cases.add(line(lines.get(i), file.getFileName() + ", line " + (i + 1)));
            }
        }
        return cases;
    }

    private TrainingCase line(String line, String place) {
        try {
            return read(json.readTree(line), place);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(place + " is not a JSON object.");
        }
    }

    /**
     * @param place named in the message when it is no case
     * @throws IllegalArgumentException when it is none
     */
    public TrainingCase read(JsonNode node, String place) {
        return new TrainingCase(required(node, "question_id", place), required(node, "question", place), memories(node.path("memories")),
                required(node, "answer", place), node.path("task").asString("plain"));
    }

    private static String required(JsonNode node, String key, String place) {
        JsonNode value = node.path(key);
        String text = value.isValueNode() && !value.isNull() ? value.asString() : "";
        if (text.isBlank()) {
            throw new IllegalArgumentException(place + ": " + key + " is missing. A case is {\"question_id\", \"question\", \"memories\", \"answer\", \"task\"}.");
        }
        return text;
    }

    /** A list of texts, or one text; a memory with structure is taken as its JSON. */
    private static List<String> memories(JsonNode node) {
        Stream<JsonNode> nodes = node.isArray() ? node.valueStream() : node.isMissingNode() || node.isNull() ? Stream.empty() : Stream.of(node);
        return nodes.map(memory -> memory.isString() ? memory.asString() : memory.toString()).toList();
    }
}
