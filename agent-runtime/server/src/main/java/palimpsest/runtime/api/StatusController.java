package palimpsest.runtime.api;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.runtime.api.Views.DatabaseView;
import palimpsest.runtime.api.Views.EmbeddingView;
import palimpsest.runtime.api.Views.ModelTestView;
import palimpsest.runtime.api.Views.ModelView;
import palimpsest.runtime.api.Views.StatusView;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.observe.RuntimeFacts;

/** What runs here. */
@RestController
@RequestMapping("/api")
@Tag(name = "Status")
class StatusController {

    private static final String TEST_QUESTION = "Say OK.";

    private final RuntimeFacts facts;
    private final ModelCatalog models;
    private final EmbeddingService embeddings;
    private final JdbcClient jdbc;
    private final Tenancy tenancy;

    StatusController(RuntimeFacts facts, ModelCatalog models, EmbeddingService embeddings, JdbcClient jdbc, Tenancy tenancy) {
        this.facts = facts;
        this.models = models;
        this.embeddings = embeddings;
        this.jdbc = jdbc;
        this.tenancy = tenancy;
    }

    @GetMapping("/status")
    StatusView status() {
        String version = jdbc.sql("show server_version").query(String.class).single();
        var progress = embeddings.progress(tenancy.current());
        return new StatusView(facts.version(), new DatabaseView(facts.embeddedDatabase(), "PostgreSQL " + version), models.defaultModel().name(),
                new EmbeddingView(progress.model(), progress.passages(), progress.embedded(), progress.running()));
    }

    @GetMapping("/models")
    List<ModelView> models() {
        return models.names().stream().map(models::get).map(StatusController::view).toList();
    }

    /** Asks the model for one word, as a run would ask it. */
    @PostMapping("/models/{name}/test")
    ModelTestView test(@PathVariable String name) {
        if (!models.names().contains(name)) {
            throw new RequestRefused(Reason.NOT_FOUND, "There is no model " + name + ".");
        }
        AgentModel model = models.get(name);
        if (!model.languageModel()) {
            throw RequestRefused.invalid("name", "The model " + name + " is no language model: it quotes documents, and nothing has to be reached for it.");
        }
        long began = System.nanoTime();
        try {
            ChatResponse said = model.chatModel().chat(ChatRequest.builder().messages(UserMessage.from(TEST_QUESTION)).build());
            TokenUsage usage = said.tokenUsage();
            return new ModelTestView(name, true, said.aiMessage().text(), since(began), usage == null ? null : usage.inputTokenCount(),
                    usage == null ? null : usage.outputTokenCount(), null, null);
        } catch (ModelFailure e) {
            return new ModelTestView(name, false, null, since(began), null, null, e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'), e.getMessage());
        }
    }

    private static long since(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static ModelView view(AgentModel model) {
        return new ModelView(model.name(), model.provider(), model.languageModel(), model.description(), model.window());
    }
}
