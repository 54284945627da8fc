package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DocumentedSwitchesTest {

    @Test
    void each_property_of_the_starter_has_metadata_with_a_description_and_a_line_in_the_documentation() throws IOException {
        String page = Files.readString(Path.of("../docs/embedding.md"));
        JsonNode properties = JsonMapper.builder().build().readTree(Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json"))).path("properties");

        assertThat(properties).hasSize(10);
        for (JsonNode property : properties) {
            assertThat(page).contains("| `" + property.path("name").asString() + "` | `" + property.path("defaultValue").asString() + "` |");
            assertThat(property.path("description").asString()).as(property.path("name").asString()).isNotBlank();
        }
    }
}
