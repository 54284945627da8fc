package palimpsest.runtime.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/models}: agents, and the model that embeds. */
@RestController
@Tag(name = "OpenAI-compatible")
class ModelController {

    private static final String OWNER = "palimpsest";

    private final OpenAiResponder responder;
    private final CallerEmbeddings embeddings;

    ModelController(OpenAiResponder responder, CallerEmbeddings embeddings) {
        this.responder = responder;
        this.embeddings = embeddings;
    }

    @Schema(name = "OpenAiModel")
    record ModelView(String id, String object, long created, @JsonProperty("owned_by") String ownedBy) {
        static ModelView of(String id, Instant created) {
            return new ModelView(id, "model", created.getEpochSecond(), OWNER);
        }
    }

    record ModelList(String object, List<ModelView> data) {}

    @GetMapping("/v1/models")
    ModelList list() {
        return new ModelList("list", models());
    }

    /** An id may have slashes, encoded or not. */
    @GetMapping("/v1/models/{*id}")
    ModelView one(@PathVariable("id") String path) {
        String id = path.substring(1);
        return models().stream().filter(model -> model.id().equals(id)).findFirst().orElseThrow(() -> OpenAiError.unknownModel(id));
    }

    private List<ModelView> models() {
        return Stream.concat(responder.agents().stream().map(agent -> ModelView.of(agent.name(), agent.createdAt())),
                embeddings.model().map(id -> ModelView.of(id, Instant.EPOCH)).stream()).toList();
    }
}
