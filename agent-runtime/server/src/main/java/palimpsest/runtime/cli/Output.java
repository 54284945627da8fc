package palimpsest.runtime.cli;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;

/** What commands print for scripts. */
public final class Output {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Output() {}

    public static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    public static SequencedMap<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
