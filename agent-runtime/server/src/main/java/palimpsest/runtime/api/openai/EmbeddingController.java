package palimpsest.runtime.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/embeddings}, by the model that embeds documents. */
@RestController
@Tag(name = "OpenAI-compatible")
class EmbeddingController {

    private static final int MOST_TEXTS = 2048;
    private static final String BASE64 = "base64";

    private final CallerEmbeddings embeddings;

    EmbeddingController(CallerEmbeddings embeddings) {
        this.embeddings = embeddings;
    }

    /** {@code embedding}: a list of numbers, or the bytes of little-endian floats in Base64. */
    @Schema(name = "OpenAiEmbedding")
    record EmbeddingView(String object, int index, Object embedding) {}

    record EmbeddingList(String object, List<EmbeddingView> data, String model, UsageView usage) {}

    @Schema(name = "OpenAiEmbeddingUsage")
    record UsageView(@JsonProperty("prompt_tokens") long promptTokens, @JsonProperty("total_tokens") long totalTokens) {}

    @PostMapping(path = "/v1/embeddings", consumes = MediaType.APPLICATION_JSON_VALUE)
    EmbeddingList embed(@RequestBody JsonNode body) {
        Fields request = Fields.of(body);
        String model = request.requiredText("model");
        String own = embeddings.model().orElseThrow(() -> OpenAiError.of(HttpStatus.NOT_FOUND, "model", "model_not_found",
                "Embeddings are turned off here (palimpsest.embedding.enabled)."));
        if (!model.equals(own)) {
            throw OpenAiError.of(HttpStatus.NOT_FOUND, "model", "model_not_found", "The model `" + model + "` does not embed: use " + own + ".");
        }
        String format = request.has("encoding_format") ? request.text("encoding_format") : "float";
        request.refuse(!format.equals("float") && !format.equals(BASE64), "encoding_format", "encoding_format can be 'float' or 'base64'.");
        List<String> texts = texts(request);
        Integer dimensions = request.integer("dimensions");
        List<float[]> vectors = embeddings.embed(texts);
        request.refuse(dimensions != null && dimensions != vectors.getFirst().length, "dimensions", own + " has " + vectors.getFirst().length
                + " dimensions and can't be shortened.");
        List<EmbeddingView> data = new ArrayList<>();
        for (float[] vector : vectors) {
            data.add(new EmbeddingView("embedding", data.size(), format.equals(BASE64) ? base64(vector) : vector));
        }
        long tokens = embeddings.tokens(texts);
        return new EmbeddingList("list", data, own, new UsageView(tokens, tokens));
    }

    private static List<String> texts(Fields request) {
        JsonNode input = request.get("input");
        if (!request.has("input")) {
            throw request.missing("input");
        }
        if (input.isArray() && input.size() > MOST_TEXTS) {
            throw OpenAiError.invalid("input", "array_above_max_length", "At most " + MOST_TEXTS + " texts at once.");
        }
        request.refuse(input.isArray() && input.size() > 0 && (input.get(0).isNumber() || input.get(0).isArray()), "input",
                "Tokens can't be embedded: send texts, the model has a tokenizer of its own.");
        List<String> texts = request.texts("input");
        if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
            throw OpenAiError.invalid("input", "Nothing to embed: 'input' must be a text or a list of texts, none of them empty.");
        }
        return texts;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
