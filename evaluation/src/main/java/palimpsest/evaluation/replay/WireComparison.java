package palimpsest.evaluation.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import palimpsest.runtime.model.wire.PythonJson;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares requests in wire form, strictly: keys and their order count, and so does the text of a tool's result, which must be
 * written as Python's {@code json.dumps} writes it. In what is expected, the string {@code "*"} stands for any text, also inside
 * the JSON text of a content or of arguments.
 */
public final class WireComparison {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ANY_TEXT = "*";
    private static final int SHOWN = 60;

    /**
     * How a conversation compares.
     *
     * @param requests        how many requests were expected
     * @param identical       how many of them were sent as expected
     * @param firstDifference the first difference as a sentence, empty if all is the same
     */
    public record Outcome(int requests, int identical, Optional<String> firstDifference) {

        /** Both together; the first difference is this one's, if it has one. */
        public Outcome and(Outcome next) {
            return new Outcome(requests + next.requests, identical + next.identical,
                    firstDifference.or(next::firstDifference));
        }
    }

    private WireComparison() {
    }

    /** Compares the requests that a runtime sent for a case with the recorded ones. */
    public static Outcome compare(WireCase expected, List<? extends List<? extends Map<String, ?>>> actual) {
        int recorded = expected.requests().size();
        int identical = 0;
        Optional<String> first = Optional.empty();
        for (int i = 0; i < Math.min(recorded, actual.size()); i++) {
            var difference = firstDifference(expected.requests().get(i), actual.get(i));
            identical += difference.isEmpty() ? 1 : 0;
            String where = expected.name() + ", request " + (i + 1) + ", ";
            first = first.or(() -> difference.map(where::concat));
        }
        if (recorded != actual.size()) {
            first = first.or(() -> Optional.of(expected.name() + ": " + recorded + " requests are recorded, but "
                    + actual.size() + " were sent"));
        }
        return new Outcome(recorded, identical, first);
    }

    /** The first difference between two requests' messages as a sentence that starts with its path, or empty. */
    public static Optional<String> firstDifference(List<? extends Map<String, ?>> expected,
                                                   List<? extends Map<String, ?>> actual) {
        return Optional.ofNullable(inList("messages", expected, actual));
    }

    private static String inValue(String path, Object expected, Object actual) {
        if (expected instanceof Map<?, ?> map && actual instanceof Map<?, ?> other) {
            return inMap(path, map, other);
        }
        if (expected instanceof List<?> list && actual instanceof List<?> other) {
            return inList(path, list, other);
        }
        if (expected instanceof String text && actual instanceof String other) {
            return inText(path, text, other);
        }
        // Compared as text, so that 1 and 1.0 differ as they do on the wire.
        return PythonJson.write(expected).equals(PythonJson.write(actual)) ? null : differs(path, expected, actual);
    }

    private static String inMap(String path, Map<?, ?> expected, Map<?, ?> actual) {
        var expectedKeys = new ArrayList<Object>(expected.keySet());
        var actualKeys = new ArrayList<Object>(actual.keySet());
        for (Object key : expectedKeys) {
            if (actual.containsKey(key)) {
                String difference = inValue(path + "." + key, expected.get(key), actual.get(key));
                if (difference != null) {
                    return difference;
                }
            }
        }
        return expectedKeys.equals(actualKeys) ? null : path + ": expected the keys " + expectedKeys + ", got " + actualKeys;
    }

    private static String inList(String path, List<?> expected, List<?> actual) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            String difference = inValue(path + "[" + i + "]", expected.get(i), actual.get(i));
            if (difference != null) {
                return difference;
            }
        }
        return expected.size() == actual.size() ? null
                : path + ": expected " + expected.size() + " entries, got " + actual.size();
    }

    private static String inText(String path, String expected, String actual) {
        if (expected.equals(ANY_TEXT) || expected.equals(actual)) {
            return null;
        }
        Object expectedTree = container(expected);
        // JSON that happens to stand in a text, in a writing of its own, is only a text.
        if (expectedTree == null || !PythonJson.write(expectedTree).equals(expected)) {
            return differs(path, expected, actual);
        }
        Object actualTree = container(actual);
        if (actualTree == null) {
            return path + ": expected JSON text, got " + shown(actual, 0);
        }
        String difference = inValue(path, expectedTree, actualTree);
        if (difference != null) {
            return difference;
        }
        String asPython = PythonJson.write(actualTree);
        return asPython.equals(actual) ? null : path + ": the values agree, but the text isn't written as json.dumps writes it: "
                + difference(asPython, actual);
    }

    private static Object container(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return null;
        }
        try {
            return JSON.readValue(text, Object.class);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private static String differs(String path, Object expected, Object actual) {
        if (expected instanceof String text && actual instanceof String other) {
            return path + ": " + difference(text, other);
        }
        return path + ": expected " + shown(PythonJson.write(expected), 0) + ", got " + shown(PythonJson.write(actual), 0);
    }

    private static String difference(String expected, String actual) {
        int at = 0;
        while (at < Math.min(expected.length(), actual.length()) && expected.charAt(at) == actual.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - SHOWN / 3);
        return "expected " + shown(PythonJson.write(expected.substring(from)), from)
                + ", got " + shown(PythonJson.write(actual.substring(from)), from);
    }

    private static String shown(String text, int from) {
        String start = from > 0 ? "…" : "";
        return start + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…");
    }
}
