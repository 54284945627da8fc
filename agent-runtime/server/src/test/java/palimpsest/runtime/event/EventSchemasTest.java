package palimpsest.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.swagger.v3.core.util.Json31;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import palimpsest.runtime.api.EventSchemas;
import palimpsest.runtime.api.EventView;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API's description says of events holds for each that the runtime can record. */
class EventSchemasTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNode SCHEMAS = schemas();

    @Provide
    Arbitrary<ConversationEvent> events() {
        return AnyEvent.arbitrary();
    }

    @Property(tries = 500)
    void every_event_has_the_keys_and_types_that_are_described(@ForAll("events") ConversationEvent event) {
        EventView view = EventView.of(new RecordedEvent(UUID.randomUUID(), 7, UUID.randomUUID(), Instant.EPOCH, event));
        String described = EventSchemas.dataOf(view.name());
        assertThat(SCHEMAS.has(described)).as("a schema of " + view.name()).isTrue();

        var schema = new LinkedHashMap<String, Object>();
        schema.put("$ref", "#/components/schemas/" + described);
        schema.put("components", Map.of("schemas", SCHEMAS));
        var registry = SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());
        JsonNode data = JSON.valueToTree(view.data());
        assertThat(registry.getSchema(JSON.valueToTree(schema)).validate(data)).as(view.name() + " " + data)
                // Arbitrary events are without texts that real ones always have.
                .allMatch(fault -> String.valueOf(fault.getInstanceNode()).contains("null"));
        assertThat(SCHEMAS.get(described).get("properties").propertyNames()).as(view.name()).containsAll(data.propertyNames());
    }

    private static JsonNode schemas() {
        try {
            return JSON.readTree(Json31.mapper().writeValueAsString(EventSchemas.all()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
