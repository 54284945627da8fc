package palimpsest.runtime.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ToolFileTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path directory;

    @Test
    void what_is_sent_is_what_the_file_says() throws Exception {
        String json = new String(getClass().getResourceAsStream("tools.json").readAllBytes(), StandardCharsets.UTF_8);
        var tools = ToolFile.read(Files.writeString(directory.resolve("tools.json"), json));
        assertThat(tools).extracting(ToolSpecification::name).containsExactly("analyzeText", "buildIndex", "readChunk",
                "searchEngine", "note", "deleteContext", "finish");
        assertThat(PythonJson.write(WireTools.toWire(tools))).isEqualTo(PythonJson.write(JSON.readTree(json)));
    }

    @Test
    void other_providers_get_the_properties_and_what_is_required() {
        var note = ToolFile.parse("[{\"type\":\"function\",\"function\":{\"name\":\"note\",\"description\":\"Keep it\",\"parameters\":"
                + "{\"type\":\"object\",\"properties\":{\"key\":{\"type\":\"string\"},\"content\":{\"type\":\"object\"}},"
                + "\"required\":[\"key\"]}}}]", "The test").getFirst();
        assertThat(note.description()).isEqualTo("Keep it");
        assertThat(note.parameters().properties()).containsOnlyKeys("key", "content");
        assertThat(note.parameters().required()).containsExactly("key");
    }

    @Test
    void a_tool_that_no_file_describes_is_sent_plainly() {
        var tool = ToolSpecification.builder().name("note").description("Keep it")
                .parameters(JsonObjectSchema.builder().addStringProperty("key", "its name").build()).build();
        assertThat(PythonJson.write(WireTools.toWire(List.of(tool, ToolSpecification.builder().name("analyzeText").build()))))
                .isEqualTo("[{\"type\": \"function\", \"function\": {\"name\": \"note\", \"description\": \"Keep it\", "
                        + "\"parameters\": {\"type\": \"object\", \"properties\": {\"key\": {\"type\": \"string\", "
                        + "\"description\": \"its name\"}}}}}, {\"type\": \"function\", \"function\": {\"name\": \"analyzeText\", "
                        + "\"parameters\": {\"type\": \"object\", \"properties\": {}}}}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{]                                                              | isn't a JSON list",
            "[]                                                              | holds no tool",
            "[{\"type\":\"function\"}]                                       | tool 1 has no \"function\"",
            "[{\"function\":{\"name\":\" \"}}]                               | tool 1 has no \"name\"",
            "[{\"function\":{\"name\":\"a\"}},{\"function\":{\"name\":\"a\"}}] | two tools with the name a",
            "[{\"function\":{\"name\":\"a\",\"parameters\":3}}]              | no JSON schema",
            "[{\"function\":{\"name\":\"a\",\"parameters\":{\"required\":[\"b\"]}}}] | doesn't describe",
    })
    void a_broken_file_is_refused_with_the_place(String json, String message) throws Exception {
        Path file = Files.writeString(directory.resolve("broken.json"), json);
        assertThatThrownBy(() -> ToolFile.read(file)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken.json").hasMessageContaining(message);
    }

    @Test
    void a_missing_file_is_named() {
        assertThatThrownBy(() -> ToolFile.read(directory.resolve("nowhere.json"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere.json").hasMessageContaining("check the path");
    }
}
