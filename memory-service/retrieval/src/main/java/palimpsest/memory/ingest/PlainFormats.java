package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plain text whose format a person does not read as it is stored: notebooks become Markdown, subtitles sentences with their times, and exported chats turns
 * ({@code Name: text}) under their days. Anything else, and what only looks alike, stays as it is.
 */
final class PlainFormats {

    /** What it reads can be written again: all digits of numbers, and nothing with two values for one name. */
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
    private static final Pattern CUE = Pattern.compile("(?m)^(?:\\S{1,40}\\R)?((?:\\d{1,}:)?\\d\\d:\\d\\d)[.,]\\d{2,3} --> [^\\n]*\\R((?:[^\\r\\n]+(?:\\R|\\z))*)");
    /** When a cue of SBV begins and ends. */
    private static final Pattern TIMES = Pattern.compile("(?m)^(\\d{1,2}:\\d\\d:\\d\\d\\.\\d{3}),(\\d{1,2}:\\d\\d:\\d\\d\\.\\d{3})\\h*$");
    private static final Pattern OVERRIDE = Pattern.compile("\\{[^}\\n]*}");
    private static final Pattern DRAWING = Pattern.compile("\\{[^}\\n]*\\\\p[1-9]");
    private static final Pattern VOICE = Pattern.compile("<v(?:\\.[^\\s>]*)?\\s+([^>\\n]{1,60})>");
    private static final Pattern TAG = Pattern.compile("</?[^>\\n]{1,60}>|\\{\\\\[^}\\n]{1,40}}");
    private static final Pattern ENDS = Pattern.compile("[.!?…。！？♪\"”\\])]$");
    private static final Pattern MESSAGE = Pattern.compile("\\u200e?\\[?(\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}),?\\h(?:(?:à|às|um|a las|alle|om|kl\\.?|at|o|в)\\h)?((?:[\\p{IsHan}\\p{IsHangul}]{2}\\h?)?\\d{1,2}[:.]\\d\\d(?:[:.]\\d\\d)?(?:\\h?[AaPp]\\.?[Mm]\\.?)?)]?\\h(?:-\\h)?([^:\\n]{1,60}):\\h(.*)");
    /** What makes a terminal write in colours (ECMA-48). */
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");
    private static final int FEWEST_MESSAGES = 3;
    /** Characters of a line that nobody reads as one, of a record on a line of its own, and levels that are divided. */
    private static final int LONG_LINE = 1_000;
    private static final int LONGEST_JSON = 20_000_000;
    private static final int LONGEST_CELL = 5_000;
    private static final int LONG_RECORD = 300;
    private static final int DEEPEST = 40;
    private static final int LONG_KEY = 16;
    private static final List<String> SPEAKER = List.of("speaker", "author", "sender", "from", "name", "user", "role");
    private static final List<String> SAID = List.of("text", "content", "message", "body");
    private static final List<String> AT = List.of("timestamp", "created_at", "date", "time", "at", "ts");

    private static final Set<String> KNOWN = Stream.of(SPEAKER, SAID, AT, List.of("id", "type")).flatMap(List::stream).collect(Collectors.toUnmodifiableSet());

    private PlainFormats() {}

    /** The text as a person reads it. */
    static String read(String fileName, String text) {
        String read = switch (fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "ipynb" -> notebook(text);
            case "srt", "vtt" -> subtitles(text);
            case "sbv" -> subtitles(TIMES.matcher(text).replaceAll("$1 --> $2"));
            case "ass", "ssa" -> subtitles(cues(text));
            case "csv" -> rows(text);
            case "txt", "log" -> messages(text);
            case "json" -> Optional.ofNullable(chat(text)).orElseGet(() -> recordsOf(text));
            case "jsonl", "ndjson" -> chat("[" + text.lines().filter(line -> !line.isBlank()).collect(Collectors.joining(",")) + "]");
            default -> null;
        };
        if (read == null) {
            read = Optional.ofNullable(ManPageText.of(text)).orElseGet(() -> RestructuredText.of(fileName, text));
        }
        return COLOURS.matcher(read == null || read.isBlank() ? text : read).replaceAll("");
    }

    /** Rows whose quoted cells hold line ends, a line each; null where quotation marks do not pair. */
    private static String rows(String text) {
        if (text.indexOf('"') < 0) {
            return null;
        }
        var rows = new StringBuilder(text.length());
        int quotedFrom = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean begins = i == 0 || "\n\t;,".indexOf(text.charAt(i - 1)) >= 0;
            if (c == '"' && quotedFrom < 0 && begins) {
                quotedFrom = i;
            } else if (c == '"' && quotedFrom >= 0) {
                boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == '"';
                rows.append(doubled ? "\"" : "");
                i += doubled ? 1 : 0;
                quotedFrom = doubled ? quotedFrom : -1;
            }
            if (quotedFrom >= 0 && i - quotedFrom > LONGEST_CELL) {
                return null;
            }
            boolean within = quotedFrom >= 0 && (c == '\n' || c == '\r');
            rows.append(within ? c == '\n' ? " " : "" : String.valueOf(c));
        }
        return quotedFrom < 0 ? rows.toString() : null;
    }

    /** JSON without line ends: a record a line, as a question is about one. Null for any other. */
    private static String recordsOf(String text) {
        JsonNode root = text.length() > LONG_LINE && text.length() < LONGEST_JSON && text.lines().anyMatch(line -> line.length() > LONG_LINE) ? json(text) : null;
        if (root == null || !root.isContainer()) {
            return null;
        }
        var lines = new StringBuilder();
        record("", root, "", lines);
        return lines.toString();
    }

    private static void record(String indent, JsonNode node, String end, StringBuilder lines) {
        String compact = node.toString();
        if (!node.isContainer() || compact.length() <= LONG_RECORD || indent.length() > DEEPEST) {
            lines.append(compact).append(end).append('\n');
            return;
        }
        lines.append(node.isArray() ? "[\n" : "{\n");
        int left = node.size();
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            lines.append(indent).append(' ').append(JSON.writeValueAsString(property.getKey())).append(": ");
            record(indent + " ", property.getValue(), --left > 0 ? "," : "", lines);
        }
        for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) {
            lines.append(indent).append(' ');
            record(indent + " ", element, --left > 0 ? "," : "", lines);
        }
        lines.append(indent).append(node.isArray() ? "]" : "}").append(end).append('\n');
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static String notebook(String text) {
        JsonNode notebook = json(text);
        if (notebook == null) {
            return null;
        }
        List<JsonNode> cells = new ArrayList<>();
        notebook.path("cells").forEach(cells::add);
        notebook.path("worksheets").forEach(sheet -> sheet.path("cells").forEach(cells::add));
        String language = notebook.at("/metadata/kernelspec/language").asString(notebook.at("/metadata/language_info/name").asString(""));
        List<String> parts = new ArrayList<>();
        for (JsonNode cell : cells) {
            String source = joined(cell.path("source").isMissingNode() ? cell.path("input") : cell.path("source")).strip();
            if (!source.isEmpty()) {
                parts.add(cell.path("cell_type").asString("").equals("code") ? fenced(language, source) : source);
            }
            for (JsonNode output : cell.path("outputs")) {
                if (!output.path("ename").isMissingNode()) {
                    parts.add(fenced("", output.path("ename").asString("") + ": " + output.path("evalue").asString("")));
                }
                String shown = joined(output.path("text").isMissingNode() ? output.path("data").path("text/plain") : output.path("text")).strip();
                if (!shown.isEmpty()) {
                    parts.add(fenced("", shown));
                }
            }
        }
        return String.join("\n\n", parts);
    }

    private static String fenced(String language, String code) {
        return "```" + language + "\n" + code + "\n```";
    }

    /** A string, or the lines of one. */
    private static String joined(JsonNode text) {
        return text.isArray() ? StreamSupport.stream(text.spliterator(), false).map(line -> line.asString("")).collect(Collectors.joining()) : text.asString("");
    }

    /** What is said in Advanced SubStation Alpha, as cues: the columns of its lines are named by a line before. */
    private static String cues(String text) {
        var cues = new StringBuilder();
        List<String> columns = List.of();
        for (String line : text.lines().toList()) {
            if (line.startsWith("Format:")) {
                columns = Stream.of(line.substring("Format:".length()).split(",")).map(String::strip).toList();
            } else if (line.startsWith("Dialogue:") && columns.contains("Start") && columns.indexOf("Text") == columns.size() - 1 && !DRAWING.matcher(line).find()) {
                String[] cells = line.substring("Dialogue:".length()).split(",", columns.size());
                int speaker = columns.indexOf("Name") >= 0 ? columns.indexOf("Name") : columns.indexOf("Actor");
                String said = cells.length < columns.size() ? "" : OVERRIDE.matcher(cells[cells.length - 1]).replaceAll("").replaceAll("\\\\[Nnh]", " ").strip();
                if (!said.isEmpty()) {
                    String name = speaker < 0 ? "" : cells[speaker].strip();
                    cues.append(cells[columns.indexOf("Start")].strip()).append(" --> \n").append(name.isEmpty() ? "" : name + ": ").append(said).append("\n\n");
                }
            }
        }
        return cues.toString();
    }

    /** Cues that go on with a sentence are joined to it. */
    private static String subtitles(String text) {
        List<String> lines = new ArrayList<>();
        var open = new StringBuilder();
        Matcher cue = CUE.matcher(text.startsWith("\ufeff") ? text.substring(1) : text);
        while (cue.find()) {
            String said = TAG.matcher(VOICE.matcher(cue.group(2)).replaceAll("$1: ")).replaceAll("").strip().replaceAll("\\s*\\R\\s*", " ");
            if (said.isEmpty()) {
                continue;
            }
            open.append(open.isEmpty() ? "[" + cue.group(1) + "] " : " ").append(said);
            if (ENDS.matcher(said).find()) {
                lines.add(open.toString());
                open.setLength(0);
            }
        }
        return Stream.concat(lines.stream(), Stream.of(open.toString())).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    /** What WhatsApp exports: a line a message, with date, time and name; a line without them goes on with the message above. */
    private static String messages(String text) {
        List<String> lines = text.lines().toList();
        long messages = lines.stream().filter(line -> MESSAGE.matcher(line).matches()).count();
        if (messages < FEWEST_MESSAGES || messages * 2 < lines.stream().filter(line -> !line.isBlank()).count()) {
            return null;
        }
        var turns = new ChatTurns();
        for (String line : lines) {
            Matcher message = MESSAGE.matcher(line);
            if (message.matches()) {
                turns.add(message.group(1), message.group(3), "(" + message.group(2) + ") " + message.group(4));
            } else if (!line.isBlank()) {
                turns.goOn(line);
            }
        }
        return turns.toString();
    }

    private static String chat(String text) {
        JsonNode root = json(text);
        JsonNode list = root == null || root.isArray() ? root : root.path("messages");
        String export = root == null ? null : ChatExports.turns(root);
        if (export != null || list == null || !list.isArray() || list.isEmpty()) {
            return export;
        }
        var turns = new ChatTurns();
        for (JsonNode message : list) {
            String speaker = first(message, SPEAKER);
            String said = first(message, SAID);
            // what a message holds besides must not be lost
            if (speaker == null || said == null || !KNOWN.containsAll(message.propertyNames()) || isTold(message.path("id"))) {
                return null;
            }
            turns.said(AT.stream().map(message::path).filter(JsonNode::isValueNode).map(PlainFormats::plain).filter(time -> !time.isBlank()).findFirst().orElse(""), speaker, said);
        }
        return about(root).map(about -> about + turns).orElse(null);
    }

    /** What an export says of the whole chat, a line each; empty when there is more than that. */
    private static Optional<String> about(JsonNode root) {
        var about = new StringBuilder();
        if (root.isObject()) {
            for (Map.Entry<String, JsonNode> property : root.properties()) {
                if (property.getValue().isValueNode()) {
                    about.append(property.getKey()).append(": ").append(plain(property.getValue()).replaceAll("\\s+", " ")).append('\n');
                } else if (!property.getKey().equals("messages")) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(about.isEmpty() ? "" : about.append('\n').toString());
    }

    /** Whether people speak of it by its id: numbers and long keys only tell records apart. */
    private static boolean isTold(JsonNode id) {
        return id.isString() && id.stringValue().length() < LONG_KEY && !id.stringValue().matches("\\d*");
    }

    private static String plain(JsonNode value) {
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asString("");
    }

    private static String first(JsonNode message, List<String> names) {
        return names.stream().map(message::path).filter(JsonNode::isString).map(JsonNode::stringValue).filter(value -> !value.isBlank()).findFirst().orElse(null);
    }
}
