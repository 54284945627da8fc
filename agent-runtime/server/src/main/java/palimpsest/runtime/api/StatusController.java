package palimpsest.runtime.api;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.runtime.api.Views.CallerView;
import palimpsest.runtime.api.Views.DatabaseView;
import palimpsest.runtime.api.Views.EmbeddingView;
import palimpsest.runtime.api.Views.StatusView;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.observe.RuntimeFacts;
import palimpsest.runtime.wiring.PalimpsestProperties;

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
    private final String profile;

    StatusController(RuntimeFacts facts, ModelCatalog models, EmbeddingService embeddings, JdbcClient jdbc, Tenancy tenancy, PalimpsestProperties properties) {
        this.facts = facts;
        this.models = models;
        this.embeddings = embeddings;
        this.jdbc = jdbc;
        this.tenancy = tenancy;
        this.profile = properties.agent().profile().name().toLowerCase(Locale.ROOT);
    }

    @GetMapping("/status")
    StatusView status() {
        String version = jdbc.sql("show server_version").query(String.class).single();
        var progress = embeddings.progress(tenancy.current());
        return new StatusView(facts.version(), profile, new DatabaseView(facts.embeddedDatabase(), "PostgreSQL " + version), models.defaultModel().name(),
                new EmbeddingView(progress.model(), progress.passages(), progress.embedded(), progress.running()),
                tenancy.role().map(role -> new CallerView(tenancy.current(), tenancy.user().orElseThrow(), role.label())).orElse(null));
    }
}
