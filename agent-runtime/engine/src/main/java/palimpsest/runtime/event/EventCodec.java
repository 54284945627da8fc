package palimpsest.runtime.event;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final Set<Class<?>> VALUES = Set.of(String.class, UUID.class, Instant.class, Integer.class, Long.class, Double.class, Boolean.class);
    /** Of texts, numbers, times and lists of such: what is read is equal to what was written. Of a tool's result it may be another kind of number or of list. */
    private static final Set<Class<?>> READ_AS_WRITTEN = ConversationEvent.kinds().stream().filter(EventCodec::isPlain).collect(Collectors.toUnmodifiableSet());

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

    /** The event as {@link #decode} gives it for what {@link #encode} made of it. */
    RecordedEvent asRead(LogEntry entry, ConversationEvent written) {
        return READ_AS_WRITTEN.contains(written.getClass()) ? new RecordedEvent(entry.conversationId(), entry.seq(), entry.runId(), entry.at(), written) : decode(entry);
    }

    private static boolean isPlain(Type type) {
        return switch (type) {
            case ParameterizedType generic -> generic.getRawType() == List.class && isPlain(generic.getActualTypeArguments()[0]);
            case Class<?> value when value.isRecord() -> Arrays.stream(value.getRecordComponents()).allMatch(component -> isPlain(component.getGenericType()));
            case Class<?> value -> value.isPrimitive() || value.isEnum() || VALUES.contains(value);
            default -> false;
        };
    }
}
