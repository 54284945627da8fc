package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenAiShapeTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void texts_in_parts_and_arguments_as_objects_are_what_openai_sends() {
        JsonNode whole = OpenAiShape.of(JSON.readTree("""
                {"choices": [{"message": {"content": [{"type": "text", "text": "It "}, "rains."],
                  "tool_calls": [{"id": "a", "function": {"name": "finish", "arguments": {"answer": "coat"}}}]}}]}"""));
        assertThat(whole.at("/choices/0/message/content").stringValue()).isEqualTo("It rains.");
        assertThat(whole.at("/choices/0/message/tool_calls/0/function/arguments").stringValue()).isEqualTo("{\"answer\":\"coat\"}");
        JsonNode event = OpenAiShape.of(JSON.readTree("{\"choices\": [{\"delta\": {\"content\": [{\"text\": \"It\"}]}}]}"));
        assertThat(event.at("/choices/0/delta/content").stringValue()).isEqualTo("It");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"prompt_tokens\": -3}", "{\"total_tokens\": 100000000000000000000}", "{\"completion_tokens\": \"7\"}"})
    void a_usage_that_counts_nothing_is_left_out(String usage) {
        assertThat(OpenAiShape.of(JSON.readTree("{\"choices\": [], \"usage\": " + usage + "}")).has("usage")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\": [{\"message\": {\"content\": null, \"tool_calls\": null}}], \"usage\": {\"prompt_tokens\": 3, \"prompt_tokens_details\": null}}",
            "{\"choices\": [{\"delta\": {\"content\": \"It\"}}], \"usage\": null}", "{}"})
    void what_has_the_form_stays_the_same_one(String response) {
        JsonNode given = JSON.readTree(response);
        assertThat(OpenAiShape.of(given)).isSameAs(given);
    }
}
