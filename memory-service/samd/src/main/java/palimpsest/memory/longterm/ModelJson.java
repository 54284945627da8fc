package palimpsest.memory.longterm;

import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.model.chat.ChatModel;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON object in what a language model wrote, whatever stands around it. */
final class ModelJson {

    private static final JsonMapper LENIENT = JsonMapper.builder().enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_SINGLE_QUOTES,
            JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES, JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();

    private ModelJson() {}

    /**
     * Asks a model. What it answers, or refuses for good, counts as tried; an outage does not, or it would use up every attempt.
     *
     * @param tried run once the request counts
     * @throws RuntimeException what the model throws
     */
    static String ask(ChatModel model, String prompt, Runnable tried) {
        try {
            String answer = model.chat(prompt);
            tried.run();
            return answer;
        } catch (NonRetriableException e) {
            tried.run();
            throw e;
        }
    }

    /** @throws IllegalArgumentException when there is none */
    static JsonNode object(String text) {
        int from = text == null ? -1 : text.indexOf('{');
        int to = text == null ? -1 : text.lastIndexOf('}');
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("the model wrote no JSON object");
        }
        try {
            return LENIENT.readTree(text.substring(from, to + 1));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the model wrote broken JSON: " + e.getOriginalMessage());
        }
    }
}
