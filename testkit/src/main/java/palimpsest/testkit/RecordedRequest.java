package palimpsest.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A request as a {@link ScriptedModelServer} received it.
 *
 * @param method  the HTTP method
 * @param path    the path without the query
 * @param headers the headers, names in lower case
 * @param raw     the body as text
 * @param body    the body as a JSON tree; a missing node if it isn't JSON
 */
public record RecordedRequest(String method, String path, Map<String, List<String>> headers, String raw, JsonNode body) {

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }

    /** The body's {@code messages}; a missing node if it has none. */
    public JsonNode messages() {
        return body.path("messages");
    }
}
