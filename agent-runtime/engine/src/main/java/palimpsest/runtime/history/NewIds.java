package palimpsest.runtime.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import palimpsest.memory.log.LogEntry;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.RunEvent.RunFinished;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Which id of a file stands for which here. */
final class NewIds {

    private final Map<String, UUID> ids = new HashMap<>();

    /** Each run gets an id of its own here: two imports of one file have nothing in common. */
    static NewIds ofRuns(JsonNode events) {
        var ids = new NewIds();
        events.forEach(event -> {
            String run = event.path("run_id").asString("");
            if (!run.isEmpty()) {
                ids.ids.computeIfAbsent(run, id -> UUID.randomUUID());
            }
        });
        return ids;
    }

    void put(String old, UUID id) {
        ids.put(old, id);
    }

    /**
     * An event of the file with the ids of here.
     *
     * @throws RequestRefused when it is none that we know
     */
    HistoryEntry entry(JsonNode event, int number, EventCodec codec) {
        JsonNode runId = event.path("run_id");
        try {
            Instant at = event.path("at").isString() ? Instant.parse(event.get("at").asString()) : null;
            UUID run = runId.isString() ? ids.get(runId.asString()) : null;
            var decoded = codec.decode(new LogEntry(null, number, run, event.path("type").asString(""), replaced(event.path("event")).toString(), at));
            return new HistoryEntry(event.path("seq").asLong(0), run, at, known(decoded.event()));
        } catch (JacksonException | IllegalStateException | DateTimeException e) {
            throw RequestRefused.invalid("events[" + (number - 1) + "]", "Event " + number + " of the file is none that this version knows: "
                    + e.getMessage().lines().findFirst().orElse("") + ".");
        }
    }

    /** What a file says of where an answer came from is not known here. */
    private static ConversationEvent known(ConversationEvent event) {
        return event instanceof RunFinished finished ? new RunFinished(finished.result()) : event;
    }

    private JsonNode replaced(JsonNode node) {
        return switch (node) {
            case StringNode text when ids.containsKey(text.asString()) -> StringNode.valueOf(ids.get(text.asString()).toString());
            case ObjectNode object -> {
                object.propertyNames().forEach(name -> object.set(name, replaced(object.get(name))));
                yield object;
            }
            case ArrayNode list -> {
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, replaced(list.get(i)));
                }
                yield list;
            }
            default -> node;
        };
    }
}
