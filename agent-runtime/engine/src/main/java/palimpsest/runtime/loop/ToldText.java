package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Facts.PastCall;
import palimpsest.tools.law.LawTools;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a tool told, as text that an answer can be compared with: each record of a result, also of JSON in it, is a paragraph. */
final class ToldText {

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    /** A longer value is a text of its own. */
    private static final int LONGEST_FIELD = 120;

    private final List<String> lines = new ArrayList<>();

    private ToldText() {}

    static ReadSpan of(PastCall call) {
        boolean pack = LawTools.NAMES.contains(call.tool());
        return new ReadSpan(null, name(call), null, 0, pack ? String.join("\n", texts(call.result())) : of(call.result()), null, pack ? null : call.tool());
    }

    /** Such as {@code law_check (Lantern Code 7)}. */
    private static String name(PastCall call) {
        return call.arguments().values().stream().filter(String.class::isInstance).map(String.class::cast).findFirst().map(what -> call.tool() + " (" + what + ")").orElse(call.tool());
    }

    static String of(Map<?, ?> result) {
        var told = new ToldText();
        told.record("", result);
        // Lines that only follow each other would be read as one sentence that was wrapped.
        return String.join("\n\n", told.lines);
    }

    /** A value by itself is told without its name, and so is a long one. */
    private void record(String of, Map<?, ?> record) {
        List<String> fields = new ArrayList<>();
        int place = lines.size();
        record.forEach((key, value) -> {
            if (key.equals(RunVerification.KEY)) {
                return;
            }
            Object read = value instanceof String text ? parsed(text) : value;
            String name = of.isEmpty() ? String.valueOf(key) : of + " " + key;
            boolean own = record.size() == 1 && of.isEmpty();
            switch (read) {
                case Map<?, ?> map -> record(own ? "" : name, map);
                case List<?> list -> items(own ? "" : name, list);
                case String text when own || text.length() > LONGEST_FIELD || text.indexOf('\n') >= 0 -> lines.add(text);
                case null -> { }
                default -> fields.add(name + ": " + read);
            }
        });
        if (!fields.isEmpty()) {
            lines.add(place, String.join("; ", fields));
        }
    }

    private void items(String of, List<?> list) {
        List<String> plain = new ArrayList<>();
        for (Object item : list) {
            switch (item) {
                case Map<?, ?> map -> record(of, map);
                case List<?> inner -> items(of, inner);
                case String text when text.length() > LONGEST_FIELD || text.indexOf('\n') >= 0 -> lines.add(text);
                case null -> { }
                default -> plain.add(String.valueOf(item));
            }
        }
        if (!plain.isEmpty()) {
            lines.add((of.isEmpty() ? "" : of + ": ") + String.join(", ", plain));
        }
    }

    /** JSON that stands in a text, as the result of a method or of a server does; otherwise the text. */
    private static Object parsed(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return text;
        }
        try {
            return JSON.readValue(stripped, Object.class);
        } catch (JacksonException e) {
            return text; // it only begins like it
        }
    }

    /** The texts in a result, in order; not those of its findings, which repeat what was claimed. */
    private static List<String> texts(Object value) {
        return switch (value) {
            case String text -> List.of(text);
            case Map<?, ?> map -> map.entrySet().stream().filter(entry -> !RunVerification.KEY.equals(entry.getKey())).flatMap(entry -> texts(entry.getValue()).stream()).toList();
            case List<?> list -> list.stream().flatMap(each -> texts(each).stream()).toList();
            case null, default -> List.of();
        };
    }
}
