package palimpsest.runtime.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives each tool call of one streamed chat completion an index of its own. LangChain4j puts together what has the same index, and some
 * servers send every call as number 0, or number none. A part begins a call if it names a function and has an id that is not the id of the
 * call before at its index; a part without either goes on with that call, whatever id it has.
 */
final class StreamedCalls implements UnaryOperator<JsonNode> {

    static final String UNNAMED = "unnamed";

    private final List<String> ids = new ArrayList<>();
    /** The calls whose function is known. */
    private final Set<Integer> named = new HashSet<>();
    /** Arguments of the others so far: LangChain4j takes none before the name. */
    private final Map<Integer, String> held = new HashMap<>();
    /** The last call that began at an index of the server; a part without an index has -1. */
    private final Map<Integer, Integer> begun = new HashMap<>();

    /** The event with calls numbered from 0; the same one if it was so. */
    @Override
    public JsonNode apply(JsonNode event) {
        if (event.at("/choices/0/delta/tool_calls").isEmpty()) {
            return named(event);
        }
        JsonNode numbered = event.deepCopy();
        for (JsonNode part : numbered.at("/choices/0/delta/tool_calls")) {
            if (part instanceof ObjectNode call) {
                int number = number(call);
                call.put("index", number);
                if (isNamed(call)) {
                    named.add(number);
                }
                arguments(number, call);
            }
        }
        return named(numbered.equals(event) ? event : numbered);
    }

    private int number(ObjectNode part) {
        int given = part.path("index").asInt(-1);
        String id = part.path("id").asString("");
        Integer before = begun.get(given);
        boolean begins = before == null ? given >= 0 || ids.isEmpty() || isNamed(part)
                : isNamed(part) && !id.isBlank() && !ids.get(before).isBlank() && !id.equals(ids.get(before));
        if (!begins) {
            return before == null ? ids.size() - 1 : before;
        }
        ids.add(id);
        begun.put(given, ids.size() - 1);
        return ids.size() - 1;
    }

    /** The event that ends the message names what is without a name then: LangChain4j puts names together from their parts. */
    private JsonNode named(JsonNode event) {
        if (!event.at("/choices/0/finish_reason").isString() || named.size() == ids.size()) {
            return event;
        }
        JsonNode last = event.deepCopy();
        var parts = ((ObjectNode) last.at("/choices/0")).withObject("/delta").withArray("/tool_calls");
        for (int call = 0; call < ids.size(); call++) {
            if (named.add(call)) {
                ObjectNode part = parts.addObject().put("index", call);
                part.putObject("function").put("name", UNNAMED);
                arguments(call, part);
            }
        }
        return last;
    }

    private void arguments(int number, ObjectNode part) {
        String before = held.remove(number);
        String said = part.at("/function/arguments").asString("");
        if (!named.contains(number)) {
            held.put(number, (before == null ? "" : before) + said);
            part.remove("function");
        } else if (before != null) {
            part.withObject("/function").put("arguments", before + said);
        }
    }

    private static boolean isNamed(ObjectNode part) {
        return !part.at("/function/name").asString("").isBlank();
    }
}
