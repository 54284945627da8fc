package palimpsest.runtime.model.wire;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Arguments of calls as servers take them: they parse them while they render a prompt, and malformed ones fail every later request. */
public final class WireArguments {

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private WireArguments() {}

    /** The arguments if they are one JSON object; {@code {}} for none; otherwise an object that holds them as {@code malformed_arguments}. */
    public static String object(String arguments) {
        if (arguments == null || arguments.isBlank()) {
            return "{}";
        }
        return isObject(arguments) ? arguments : PythonJson.write(Map.of("malformed_arguments", arguments));
    }

    /** Whether it is one JSON object and nothing else. */
    public static boolean isObject(String arguments) {
        try {
            return arguments != null && !arguments.isBlank() && JSON.readTree(arguments).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }
}
