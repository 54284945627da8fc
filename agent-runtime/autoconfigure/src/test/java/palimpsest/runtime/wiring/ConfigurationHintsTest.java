package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an editor offers while somebody writes a configuration. */
class ConfigurationHintsTest {

    private static final Pattern CHOICE = Pattern.compile("\\{@code ([a-z0-9_.-]+)}(?=,| or|[^{]{0,30}or \\{)");

    private JsonNode metadata;

    @BeforeEach
    void read() throws IOException {
        try (InputStream in = PalimpsestProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = JsonMapper.shared().readTree(in);
        }
    }

    private Map<String, JsonNode> properties() {
        return StreamSupport.stream(metadata.path("properties").spliterator(), false).collect(Collectors.toMap(property -> property.path("name").asString(), property -> property, (a, b) -> a));
    }

    @Test
    void each_hint_is_of_a_property_that_there_is() {
        Set<String> names = properties().keySet();
        assertThat(metadata.path("hints")).hasSizeGreaterThan(5).allSatisfy(hint ->
                assertThat(names).contains(hint.path("name").asString().replaceFirst("\\.(keys|values)$", "")));
    }

    @Test
    void words_that_a_text_property_names_as_its_choices_are_offered() {
        Map<String, Set<String>> offered = StreamSupport.stream(metadata.path("hints").spliterator(), false).collect(Collectors.toMap(hint -> hint.path("name").asString(),
                hint -> StreamSupport.stream(hint.path("values").spliterator(), false).map(value -> value.path("value").asString()).collect(Collectors.toSet())));
        var choices = properties().values().stream().filter(property -> property.path("type").asString().equals("java.lang.String"))
                .filter(property -> property.path("description").asString().startsWith("{@code"))
                .collect(Collectors.toMap(property -> property.path("name").asString(),
                        property -> CHOICE.matcher(property.path("description").asString()).results().map(result -> result.group(1)).toList()));

        assertThat(choices).hasSizeGreaterThanOrEqualTo(3);
        choices.forEach((name, words) -> assertThat(offered.getOrDefault(name, Set.of())).as(name).containsAll(words));
    }
}
