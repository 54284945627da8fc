package palimpsest.memory.file;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** The six commands of the memory tool. */
public sealed interface MemoryCommand {

    /** @param lines null for all */
    record View(MemoryPath path, Range lines) implements MemoryCommand {}

    /** From a line to a line, counted from 1, both shown; {@code end} −1 means the last. */
    record Range(int start, int end) {}

    record Create(MemoryPath path, String text) implements MemoryCommand {}

    record Replace(MemoryPath path, String old, String replacement) implements MemoryCommand {}

    /** @param line after which the text goes, 0 for the start */
    record Insert(MemoryPath path, int line, String text) implements MemoryCommand {}

    record Delete(MemoryPath path) implements MemoryCommand {}

    record Rename(MemoryPath from, MemoryPath to) implements MemoryCommand {}

    /** As the command is called on the wire. */
    default String name() {
        return switch (this) {
            case View ignored -> "view";
            case Create ignored -> "create";
            case Replace ignored -> "str_replace";
            case Insert ignored -> "insert";
            case Delete ignored -> "delete";
            case Rename ignored -> "rename";
        };
    }

    /**
     * From the JSON object that a model writes: {@code command} and what belongs to it.
     *
     * @throws InvalidMemoryCommand when something is missing or of the wrong kind
     */
    static MemoryCommand of(Map<String, ?> json) {
        String command = text(json, "command");
        return switch (command) {
            case "view" -> new View(path(json, "path"), range(json.get("view_range")));
            case "create" -> new Create(path(json, "path"), content(json, "file_text"));
            case "str_replace" -> new Replace(path(json, "path"), text(json, "old_str"), json.get("new_str") == null ? "" : content(json, "new_str"));
            case "insert" -> new Insert(path(json, "path"), integer(json.get("insert_line"), "insert_line"), content(json, "insert_text"));
            case "delete" -> new Delete(path(json, "path"));
            case "rename" -> new Rename(path(json, "old_path"), path(json, "new_path"));
            default -> throw new InvalidMemoryCommand("Error: There is no command " + command + ". Use view, create, str_replace, insert, delete or rename.");
        };
    }

    private static MemoryPath path(Map<String, ?> json, String key) {
        return new MemoryPath(text(json, key));
    }

    private static String text(Map<String, ?> json, String key) {
        String text = content(json, key);
        if (text.isEmpty()) {
            throw new InvalidMemoryCommand("Error: " + key + " cannot be empty");
        }
        return text;
    }

    private static String content(Map<String, ?> json, String key) {
        Object value = json.get(key);
        if (!(value instanceof String text)) {
            throw new InvalidMemoryCommand("Error: " + key + " is required and must be a string");
        }
        // PostgreSQL's text holds no NUL.
        if (text.indexOf('\0') >= 0) {
            throw new InvalidMemoryCommand("Error: " + key + " holds a NUL character: leave it out");
        }
        return text;
    }

    private static Range range(Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof List<?> list) || list.size() != 2) {
            throw new InvalidMemoryCommand("Error: view_range must be two line numbers, such as [1, 20], or [5, -1] for all from line 5");
        }
        return new Range(integer(list.get(0), "view_range"), integer(list.get(1), "view_range"));
    }

    private static int integer(Object value, String key) {
        try {
            return switch (value) {
                case Number number -> new BigDecimal(number.toString()).intValueExact();
                case String text -> new BigDecimal(text.strip()).intValueExact();
                case null, default -> throw new InvalidMemoryCommand("Error: " + key + " is required and must be an integer");
            };
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidMemoryCommand("Error: " + key + " must be an integer");
        }
    }
}
