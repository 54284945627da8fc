package palimpsest.runtime.loop;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** A tool that gives a result of the shape and size asked for, as the tool of some MCP server may. */
final class SizedResults implements ContextTool {

    static final String NAME = "give";
    static final List<String> SHAPES = List.of("text", "texts", "rows", "numbers", "keys", "nested", "error");

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder().name(NAME).description("Gives a result.")
                .parameters(JsonObjectSchema.builder().addStringProperty("shape", "Its shape.").addIntegerProperty("size", "Its words.").build()).build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        int size = arguments.requireInteger("size");
        return switch (arguments.requireText("shape")) {
            case "texts" -> ToolOutcome.of(ToolOutcome.result("texts", List.of(LoopScene.words(size / 2), LoopScene.words(size - size / 2))));
            case "rows" -> ToolOutcome.of(ToolOutcome.result("rows", rows(size / 4)));
            case "numbers" -> ToolOutcome.of(ToolOutcome.result("numbers", numbers(size)));
            case "keys" -> ToolOutcome.of(ToolOutcome.result("map", keys(size / 2)));
            case "nested" -> ToolOutcome.of(ToolOutcome.result("status", "success", "list", List.of(Map.of("content", LoopScene.words(size)), rows(size / 10))));
            case "error" -> ToolOutcome.error(LoopScene.words(size));
            default -> ToolOutcome.of(ToolOutcome.result("content", LoopScene.words(size)));
        };
    }

    private static List<Map<String, Object>> rows(int count) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(ToolOutcome.result("id", i, "name", "w" + i));
        }
        return rows;
    }

    private static List<Integer> numbers(int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static Map<String, Object> keys(int count) {
        var keys = new LinkedHashMap<String, Object>();
        for (int i = 0; i < count; i++) {
            keys.put("key" + i, i % 2 == 0);
        }
        return keys;
    }
}
