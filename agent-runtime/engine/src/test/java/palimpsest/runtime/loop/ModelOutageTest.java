package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import palimpsest.memory.embed.Foreground;
import palimpsest.memory.run.Lease;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.event.RunEvent.ModelFellBack;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelPrice;
import palimpsest.runtime.model.ModelSettings;
import palimpsest.runtime.model.ModelTerms;
import palimpsest.runtime.model.Provider;
import palimpsest.runtime.observe.RunObservations;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.Answer.Status;
import palimpsest.testkit.ScriptedModelServer;
import palimpsest.testkit.SettableClock;

/** Runs while a provider is in trouble: two real endpoints, a clock and waits by hand. The circuit opens after two failed calls, for 30 s. */
class ModelOutageTest {

    private final ScriptedModelServer main = ScriptedModelServer.start();
    private final ScriptedModelServer spare = ScriptedModelServer.start();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final List<Duration> waits = new ArrayList<>();
    private final LoopScene scene = new LoopScene().model("main");

    @AfterEach
    void close() {
        main.close();
        spare.close();
    }

    @Test
    void while_the_circuit_is_open_only_the_fallback_is_asked_and_afterwards_the_model_again() {
        var models = models(0, List.of("spare"));
        main.otherwise(request -> Status.of(503));
        spare.otherwise(request -> answer("From the spare."));

        assertThat(List.of(ask(models), ask(models), ask(models))).containsOnly("From the spare.");
        assertThat(main.requests()).as("after two failed calls it is left alone").hasSize(2);
        assertThat(spare.requests()).hasSize(3);
        assertThat(scene.events(ModelFellBack.class)).hasSize(3).allMatch(fell -> fell.model().equals("main") && fell.next().equals("spare"));
        assertThat(scene.last(ModelFellBack.class).reason()).contains("2 times in a row", "left alone for 30 s");

        clock.advance(Duration.ofSeconds(29));
        ask(models);
        assertThat(main.requests()).as("not yet").hasSize(2);

        clock.advance(Duration.ofSeconds(2));
        main.otherwise(request -> answer("From main."));
        assertThat(List.of(ask(models), ask(models))).containsOnly("From main.");
        assertThat(main.requests()).hasSize(4);
        assertThat(scene.last(ModelAnswered.class).model()).isEqualTo("main");
    }

    @Test
    void a_model_that_is_still_down_when_it_is_tried_is_left_alone_once_more() {
        var models = models(0, List.of("spare"));
        main.otherwise(request -> Status.of(503));
        spare.otherwise(request -> answer("From the spare."));
        ask(models);
        ask(models);

        clock.advance(Duration.ofSeconds(31));
        ask(models);
        ask(models);
        assertThat(main.requests()).as("one call tried it").hasSize(3);

        clock.advance(Duration.ofSeconds(31));
        main.otherwise(request -> answer("From main."));
        assertThat(ask(models)).isEqualTo("From main.");
    }

    @Test
    void without_a_fallback_a_run_fails_and_says_how_long_to_wait() {
        var models = models(0, List.of());
        main.otherwise(request -> Status.of(503));
        ask(models);
        ask(models);

        assertThat(ask(models)).isNull();
        assertThat(scene.last(RunFailed.class).type()).isEqualTo("model-unavailable");
        assertThat(scene.last(RunFailed.class).detail()).contains("left alone for 30 s");
        assertThat(scene.last(RunFailed.class).retryable()).isTrue();
        assertThat(main.requests()).hasSize(2);
    }

    @Test
    void the_wait_that_the_provider_asks_for_is_waited_before_the_same_model_is_asked_again() {
        main.answers(Status.tooManyRequests("7"), Status.tooManyRequests("Thu, 01 Jan 2026 12:00:11 GMT"), answer("From main."));

        assertThat(ask(models(2, List.of("spare")))).isEqualTo("From main.");
        assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(11));
        assertThat(spare.requests()).isEmpty();
    }

    @Test
    void a_wait_over_a_minute_is_not_waited_but_answered_by_the_fallback() {
        main.answers(Status.tooManyRequests("3600"));
        spare.answers(answer("From the spare."));

        assertThat(ask(models(2, List.of("spare")))).isEqualTo("From the spare.");
        assertThat(waits).isEmpty();
        assertThat(main.requests()).hasSize(1);
    }

    private static Reply answer(String text) {
        return Reply.call("finish", "{\"answer\": \"" + text + "\"}");
    }

    private ModelCatalog models(int retries, List<String> fallbacks) {
        return new ModelCatalog(List.of(), List.of(settings("main", main, retries), settings("spare", spare, retries)),
                Map.of("main", new ModelTerms(fallbacks, ModelPrice.FREE, new ModelTerms.Circuit(2, Duration.ofSeconds(30)))), "main", clock, waits::add);
    }

    private static ModelSettings settings(String name, ScriptedModelServer server, int retries) {
        return ModelSettings.of(name, Provider.OPENAI, server.baseUrl(), null).withPatience(Duration.ofSeconds(20), retries);
    }

    /** A run of its own; null when it failed. */
    private String ask(ModelCatalog models) {
        scene.ask("Anything?");
        var work = new RunWork(scene.loop(), scene.conversations, ConversationStates.withoutCheckpoints(scene.conversations), TenantModels.of(models),
                model -> new WhitespaceTokenizer(), RunObservations.NONE, new Foreground());
        UUID run = scene.state().run().orElseThrow().id();
        work.advance(new Lease(run, LoopScene.TENANT, LoopScene.CONVERSATION, "test", 1, 0), StepGuard.NONE, () -> false);
        return scene.events().getLast() instanceof RunFinished finished ? finished.result().answer() : null;
    }
}
