package palimpsest.runtime.api;

import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.runtime.api.Views.CallerView;
import palimpsest.runtime.api.Views.DatabaseView;
import palimpsest.runtime.api.Views.EmbeddingView;
import palimpsest.runtime.api.Views.StatusView;
import palimpsest.runtime.api.security.CallerAuthentication;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.observe.RuntimeFacts;

/** What runs here. */
@RestController
@RequestMapping("/api")
@Tag(name = "Status")
class StatusController {

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
                new EmbeddingView(progress.model(), progress.passages(), progress.embedded(), progress.running()),
                CallerAuthentication.current().map(caller -> new CallerView(caller.tenant(), caller.user(), caller.role().label())).orElse(null));
    }
}
