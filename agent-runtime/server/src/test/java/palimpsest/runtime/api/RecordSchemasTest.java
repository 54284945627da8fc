package palimpsest.runtime.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the description says of a record's components. */
class RecordSchemasTest {

    record Berth(String quay, @JsonProperty("moored_by") @Nullable String mooredBy, @Nullable Ship ship, List<@Nullable String> cargo, int depth) {}

    record Ship(String name, @Nullable Berth home) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Toll(long amount, @Nullable String waivedBy) {}

    record Log(String text, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String author) {}

    @Test
    void a_component_may_be_null_only_where_it_is_annotated_and_all_are_there() {
        Schema<?> berth = described(Berth.class).get("Berth");
        assertThat(nullable(berth, "moored_by")).isTrue();
        assertThat(nullable(berth, "ship")).isTrue();
        assertThat(nullable(berth, "quay")).isFalse();
        assertThat(nullable(berth, "cargo")).isFalse();
        assertThat(nullable(berth, "depth")).isFalse();
        assertThat(berth.getRequired()).containsExactlyInAnyOrder("quay", "moored_by", "ship", "cargo", "depth");
    }

    @Test
    void a_record_that_is_named_by_another_and_names_it_is_described_once() {
        Schema<?> ship = described(Berth.class).get("Ship");
        assertThat(nullable(ship, "home")).isTrue();
        assertThat(ship.getProperties().get("home").getOneOf()).hasSize(2);
        assertThat(ship.getRequired()).containsExactlyInAnyOrder("name", "home");
    }

    @Test
    void what_is_left_out_when_it_is_null_is_never_null() {
        Schema<?> toll = described(Toll.class).get("Toll");
        assertThat(toll.getRequired()).containsExactly("amount");
        assertThat(nullable(toll, "waivedBy")).isFalse();
        Schema<?> log = described(Log.class).get("Log");
        assertThat(log.getRequired()).containsExactly("text");
        assertThat(nullable(log, "author")).isFalse();
    }

    private static boolean nullable(Schema<?> schema, String property) {
        return RecordSchemas.mayBeNull(schema.getProperties().get(property));
    }

    @SuppressWarnings("rawtypes")
    private static Map<String, Schema> described(Class<?> type) {
        ModelConverters converters = new ModelConverters(true);
        converters.addConverter(new RecordSchemas());
        return converters.readAll(new AnnotatedType(type));
    }
}
