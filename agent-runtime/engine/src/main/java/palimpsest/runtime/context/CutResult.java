package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.runtime.context.WindowMessage.Tool;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.tools.spi.ToolOutcome;

/**
 * A tool result in part, with a notice beside it: its longest text is shortened, or, where the bulk is in no text, only the beginning of
 * its JSON stands there as a text. A pure function of the result: the same cut gives the same text.
 */
public final class CutResult {

    private CutResult() {}

    /** The key of the beginning of a result's JSON. */
    public static final String BEGINNING = "beginning_of_result";

    static Tool of(Tool whole, ResultCut cut) {
        var result = ResultCut.JSON.equals(cut.form()) ? cutJson(whole.result(), cut.characters(), cut.notice()) : cut(whole.result(), cut.characters(), cut.notice());
        return new Tool(whole.seq(), whole.msgId(), whole.invokingMsgId(), whole.callId(), whole.tool(), result);
    }

    /** The result with the first {@code characters} code points of its longest text. */
    @SuppressWarnings("unchecked")
    public static SequencedMap<String, Object> cut(SequencedMap<String, Object> result, int characters, String notice) {
        String longest = longestText(result);
        var cut = new LinkedHashMap<>((Map<String, Object>) replaced(result, longest, beginning(longest, characters)));
        cut.put(ToolOutcome.CUT, notice);
        return cut;
    }

    /** The first {@code characters} code points of the result's JSON. */
    public static SequencedMap<String, Object> cutJson(SequencedMap<String, Object> result, int characters, String notice) {
        var cut = new LinkedHashMap<String, Object>();
        cut.put(BEGINNING, beginning(PythonJson.write(result), characters));
        cut.put(ToolOutcome.CUT, notice);
        return cut;
    }

    /** The longest text anywhere in a result, the first of several; empty when there is none. */
    public static String longestText(Object value) {
        return switch (value) {
            case String text -> text;
            case Map<?, ?> map -> longestOf(map.values());
            case List<?> list -> longestOf(list);
            case null, default -> "";
        };
    }

    private static String longestOf(Iterable<?> values) {
        String longest = "";
        for (Object value : values) {
            String text = longestText(value);
            longest = text.length() > longest.length() ? text : longest;
        }
        return longest;
    }

    private static String beginning(String text, int characters) {
        return text.codePointCount(0, text.length()) <= characters ? text : text.substring(0, text.offsetByCodePoints(0, characters));
    }

    private static Object replaced(Object value, String old, String replacement) {
        return switch (value) {
            case String text -> text.equals(old) ? replacement : text;
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, Object>();
                map.forEach((key, each) -> copy.put(key, replaced(each, old, replacement)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<Object>();
                list.forEach(each -> copy.add(replaced(each, old, replacement)));
                yield copy;
            }
            case null -> null;
            default -> value;
        };
    }
}
