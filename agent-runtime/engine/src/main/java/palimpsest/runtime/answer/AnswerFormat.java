package palimpsest.runtime.answer;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The form that a caller wants an answer in: a JSON object, or JSON that fits a schema (OpenAI: structured output). Nothing is ever fetched
 * for a schema.
 *
 * @param name   what the caller calls the schema; null for any JSON object
 * @param schema JSON Schema as text, of the draft that it names or else 2020-12; null for any JSON object
 */
public record AnswerFormat(String name, String schema) {

    /** Any JSON object. */
    public static final AnswerFormat JSON_OBJECT = new AnswerFormat(null, null);

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final Pattern FENCED = Pattern.compile("```[a-zA-Z]*\\s*\\n(.*?)```", Pattern.DOTALL);
    private static final List<Dialect> DIALECTS = List.of(Dialects.getDraft202012(), Dialects.getDraft201909(), Dialects.getDraft7(), Dialects.getDraft6(),
            Dialects.getDraft4());
    private static final int MOST_FAULTS = 5;
    private static final int LONGEST_FAULT = 300;

    /**
     * A schema.
     *
     * @throws IllegalArgumentException when it is no JSON Schema; the message says why
     */
    public static AnswerFormat of(String name, JsonNode schema) {
        if (!schema.isObject()) {
            throw new IllegalArgumentException("a schema is a JSON object");
        }
        try {
            Dialect dialect = dialect(schema);
            List<Error> errors = SchemaRegistry.withDefaultDialect(dialect).getSchema(SchemaLocation.of(dialect.getId())).validate(schema);
            if (!errors.isEmpty()) {
                throw new IllegalArgumentException(faults(errors));
            }
            checkReferences(schema);
            var format = new AnswerFormat(name, JSON.writeValueAsString(schema));
            // Compiles it, so that what the draft's own schema lets pass is told when the schema is given.
            format.compiled().validate(JSON.createObjectNode());
            return format;
        } catch (SchemaException e) {
            throw new IllegalArgumentException(cut(e.getMessage()), e);
        }
    }

    private static Dialect dialect(JsonNode schema) {
        String named = schema.path("$schema").asString("").replaceFirst("#$", "");
        if (named.isEmpty()) {
            return DIALECTS.getFirst();
        }
        return DIALECTS.stream().filter(known -> known.getId().replaceFirst("#$", "").equals(named)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("$schema names no draft of JSON Schema that is known here: " + cut(named)));
    }

    /** References are followed only when an answer has what they describe, which is too late to tell the caller. */
    private static void checkReferences(JsonNode schema) {
        for (String reference : schema.findValuesAsString("$ref")) {
            if (!reference.startsWith("#")) {
                throw new IllegalArgumentException("$ref must lead to a place in the schema itself, nothing is fetched: " + cut(reference));
            }
            String pointer = reference.substring(1);
            if (pointer.startsWith("/") && schema.at(pointer).isMissingNode()) {
                throw new IllegalArgumentException("$ref leads nowhere: " + cut(reference));
            }
        }
    }

    private Schema compiled() {
        JsonNode tree = JSON.readTree(schema);
        return SchemaRegistry.withDefaultDialect(dialect(tree)).getSchema(tree);
    }

    /** What became of reading an answer. */
    public sealed interface Reading {}

    /** @param json the answer without what stood around it */
    public record Fits(String json) implements Reading {}

    /** @param fault what is wrong, in a sentence for the model, without a full stop */
    public record Misfit(String fault) implements Reading {}

    /** Reads an answer as a model wrote it; JSON in a fenced block counts as the JSON alone. */
    public Reading read(String answer) {
        Optional<String> json = candidates(answer.strip()).filter(AnswerFormat::isJson).findFirst();
        if (json.isEmpty()) {
            return new Misfit("it is not JSON (" + jsonFault(answer.strip()) + ")");
        }
        JsonNode tree = JSON.readTree(json.get());
        if (schema == null) {
            return tree.isObject() ? new Fits(json.get()) : new Misfit("it is JSON, but not an object");
        }
        List<Error> errors = compiled().validate(tree);
        return errors.isEmpty() ? new Fits(json.get()) : new Misfit(faults(errors));
    }

    private static Stream<String> candidates(String answer) {
        Matcher fenced = FENCED.matcher(answer);
        return fenced.find() ? Stream.of(answer, fenced.group(1).strip()) : Stream.of(answer);
    }

    private static boolean isJson(String text) {
        try {
            return !JSON.readTree(text).isMissingNode();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static String jsonFault(String text) {
        try {
            JSON.readTree(text);
            return "it is empty";
        } catch (JacksonException e) {
            return cut(e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private static String faults(List<Error> errors) {
        String listed = errors.stream().map(AnswerFormat::fault).distinct().limit(MOST_FAULTS).collect(Collectors.joining("; "));
        return errors.size() > MOST_FAULTS ? listed + "; and more" : listed;
    }

    private static String fault(Error error) {
        String place = String.valueOf(error.getInstanceLocation());
        return cut((place.isEmpty() ? "" : "at " + place + ": ") + error.getMessage());
    }

    private static String cut(String text) {
        return text == null ? "" : text.length() <= LONGEST_FAULT ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_FAULT / 2)) + "…";
    }

    /** What the model is told beside the agent's prompt. */
    public String instruction() {
        return schema == null ? "The final answer must be one JSON object and nothing else."
                : "The final answer must be JSON and nothing else. It must fit this JSON schema:\n" + schema;
    }
}
