package palimpsest.runtime.event;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.LogEntry;
import tools.jackson.databind.json.JsonMapper;

/** Events to log entries and back. An event's type is its record's name; its payload the record as JSON. */
public final class EventCodec {

    private static final Map<String, Class<?>> TYPES = ConversationEvent.kinds().stream()
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    // The payload is the record: what an event derives from itself (isError) is no part of it.
    private final JsonMapper json = JsonMapper.builder()
            .changeDefaultVisibility(visible -> visible.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
            .build();

    public EventLog.NewEntry encode(UUID runId, ConversationEvent event) {
        return encode(runId, event, null);
    }

    /** @param at when it happened; null for the time of the append */
    EventLog.NewEntry encode(UUID runId, ConversationEvent event, Instant at) {
        return new EventLog.NewEntry(runId, event.getClass().getSimpleName(), json.writeValueAsString(event), at);
    }

    /**
     * @throws IllegalStateException when the entry was written by a newer version of the product
     */
    public RecordedEvent decode(LogEntry entry) {
        Class<?> type = TYPES.get(entry.type());
        if (type == null) {
            throw new IllegalStateException("Event " + entry.seq() + " of conversation " + entry.conversationId() + " has the unknown type "
                    + entry.type() + ": it was written by a newer version. Start that version, or a newer one.");
        }
        var event = (ConversationEvent) json.readValue(entry.payload(), type);
        return new RecordedEvent(entry.conversationId(), entry.seq(), entry.runId(), entry.at(), event);
    }
}
