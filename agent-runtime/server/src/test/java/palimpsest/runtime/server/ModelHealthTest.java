package palimpsest.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.model.ModelPrice;
import palimpsest.runtime.model.ModelSettings;
import palimpsest.runtime.model.ModelTerms;
import palimpsest.runtime.model.Pause;
import palimpsest.runtime.model.Provider;

class ModelHealthTest {

    /** Nothing listens on port 1. */
    private final AgentModel model = new ModelCatalog(List.of(),
            List.of(new ModelSettings("down", Provider.OPENAI, "http://127.0.0.1:1/v1", null, null, null, null, null, null, null, 0, null, null)),
            Map.of("down", new ModelTerms(List.of(), ModelPrice.FREE, new ModelTerms.Circuit(2, Duration.ofSeconds(30)))), null, Clock.systemUTC(), Pause.SLEEP)
            .defaultModel();

    @Test
    void a_model_that_was_not_asked_yet_is_up() {
        assertThat(ObservationConfiguration.modelHealth(model).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void one_failure_is_told_and_an_open_circuit_is_down() {
        fail();
        var once = ObservationConfiguration.modelHealth(model);
        fail();
        var open = ObservationConfiguration.modelHealth(model);

        assertThat(once.getStatus()).isEqualTo(Status.UP);
        assertThat(once.getDetails()).containsEntry("lastFailure", "UNREACHABLE");
        assertThat(open.getStatus()).isEqualTo(Status.DOWN);
    }

    private void fail() {
        assertThatThrownBy(() -> model.chatModel().chat("hello")).isInstanceOf(ModelFailure.class);
    }
}
