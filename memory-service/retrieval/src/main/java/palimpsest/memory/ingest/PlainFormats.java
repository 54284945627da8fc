package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plain text whose format a person does not read as it is stored: notebooks become Markdown, subtitles sentences with their times, and exported chats turns
 * ({@code Name: text}) under their days. Anything else, and what only looks alike, stays as it is.
 */
final class PlainFormats {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern CUE = Pattern.compile("(?m)^(?:\\S{1,40}\\R)?((?:\\d{2,}:)?\\d\\d:\\d\\d)[.,]\\d{3} --> [^\\n]*\\R((?:[^\\r\\n]+(?:\\R|\\z))*)");
    private static final Pattern TAG = Pattern.compile("</?[^>\\n]{1,60}>|\\{\\\\[^}\\n]{1,40}}");
    private static final Pattern ENDS = Pattern.compile("[.!?…。！？♪\"”\\])]$");
    private static final Pattern MESSAGE = Pattern.compile("\\u200e?\\[?(\\d{1,4}[./-]\\d{1,2}[./-]\\d{2,4}),?\\h(\\d{1,2}[:.]\\d\\d(?:[:.]\\d\\d)?(?:\\h?[AaPp]\\.?[Mm]\\.?)?)]?\\h(?:-\\h)?([^:\\n]{1,60}):\\h(.*)");
    private static final int FEWEST_MESSAGES = 3;
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
            case "txt", "log" -> messages(text);
            case "json" -> chat(text);
            case "jsonl", "ndjson" -> chat("[" + text.lines().filter(line -> !line.isBlank()).collect(Collectors.joining(",")) + "]");
            default -> null;
        };
        return read == null || read.isBlank() ? text : read;
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
        if (notebook == null || !notebook.path("cells").isArray()) {
            return null;
        }
        String language = notebook.at("/metadata/kernelspec/language").asString(notebook.at("/metadata/language_info/name").asString(""));
        List<String> parts = new ArrayList<>();
        for (JsonNode cell : notebook.path("cells")) {
            String source = joined(cell.path("source")).strip();
            if (!source.isEmpty()) {
                parts.add(cell.path("cell_type").asString("").equals("code") ? fenced(language, source) : source);
            }
            for (JsonNode output : cell.path("outputs")) {
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

    /** Cues that go on with a sentence are joined to it. */
    private static String subtitles(String text) {
        List<String> lines = new ArrayList<>();
        var open = new StringBuilder();
        Matcher cue = CUE.matcher(text.startsWith("\ufeff") ? text.substring(1) : text);
        while (cue.find()) {
            String said = TAG.matcher(cue.group(2)).replaceAll("").strip().replaceAll("\\s*\\R\\s*", " ");
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
        var turns = new Turns();
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
        if (list == null || !list.isArray() || list.isEmpty()) {
            return null;
        }
        var turns = new Turns();
        for (JsonNode message : list) {
            String speaker = first(message, SPEAKER);
            String said = first(message, SAID);
            // what a message holds besides must not be lost
            if (speaker == null || said == null || !KNOWN.containsAll(message.propertyNames())) {
                return null;
            }
            String at = Objects.requireNonNullElse(first(message, AT), "");
            boolean dated = at.matches("\\d{4}-\\d\\d-\\d\\d.*");
            turns.add(dated ? at.substring(0, 10) : "", speaker, (dated && at.length() >= 16 ? "(" + at.substring(11, 16) + ") " : "") + said);
        }
        return turns.toString();
    }

    private static String first(JsonNode message, List<String> names) {
        return names.stream().map(message::path).filter(JsonNode::isString).map(JsonNode::stringValue).filter(value -> !value.isBlank()).findFirst().orElse(null);
    }

    /** Turns under the days on which they were said. */
    private static final class Turns {
        private final StringBuilder text = new StringBuilder();
        private String day = "";

        void add(String at, String speaker, String said) {
            if (!at.equals(day)) {
                text.append(text.isEmpty() ? "" : "\n").append("# ").append(at).append("\n\n");
                day = at;
            }
            text.append(speaker.substring(0, 1).toUpperCase(Locale.ROOT)).append(speaker.substring(1)).append(": ").append(said.strip().replaceAll("\\s*\\R\\s*", " ")).append('\n');
        }

        void goOn(String line) {
            if (!text.isEmpty()) {
                text.setLength(text.length() - 1);
                text.append(' ').append(line.strip()).append('\n');
            }
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
