package palimpsest.runtime.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.connection.KeyPlace;
import palimpsest.memory.connection.ModelConnection;
import palimpsest.memory.connection.PostgresModelConnectionStore;
import palimpsest.memory.conversation.PostgresConversationStore;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.runtime.connection.HeldKeys;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.conversation.ConnectedModels.Wanted;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.model.UnknownModelException;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;

@ExtendWith(TestDatabase.Injected.class)
class ConnectedModelsTest {

    private final TestDatabase database;
    private final Map<String, String> environment = new HashMap<>();
    private final PostgresModelConnectionStore store;
    private final PostgresConversationStore agents;
    private ScriptedModelServer provider;
    private TenantModels models;
    private ConnectedModels connected;
    private String tenant;

    ConnectedModelsTest(TestDatabase database) {
        this.database = database;
        this.store = new PostgresModelConnectionStore(database.jdbc());
        this.agents = new PostgresConversationStore(database.jdbc());
    }

    @BeforeEach
    void start() throws Exception {
        provider = ScriptedModelServer.start();
        tenant = database.newTenant();
        newProcess();
    }

    /** What was in memory is gone; the database stays. */
    private void newProcess() {
        var held = new HeldKeys();
        var catalog = new ModelCatalog(List.of(AgentModel.of("shared", new ChatModel() {}, 20_000, 100)), List.of(), "shared");
        models = new TenantModels(catalog, store, held, environment::get);
        connected = new ConnectedModels(models, store, agents, held);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private Wanted wanted(String place, String variable, String key) {
        return new Wanted("openai", provider.baseUrl(), "mini", 8000, null, place, variable, key, 2.0, null, 8.0);
    }

    private String say(String name) {
        return models.get(tenant, name).chatModel().chat(UserMessage.from("Hello?")).aiMessage().text();
    }

    private String sent() {
        return provider.lastRequest().header("authorization").orElse(null);
    }

    @Test
    void a_model_answers_at_once_and_for_its_tenant_alone() {
        connected.connect(tenant, "mine", wanted("memory", null, "sk-held"));
        provider.answers(Reply.text("Here."));

        assertThat(say("mine")).isEqualTo("Here.");
        assertThat(sent()).isEqualTo("Bearer sk-held");
        assertThat(models.names(tenant)).containsExactly("shared", "mine");
        assertThat(models.get(tenant, "mine").window()).isEqualTo(8000);
        assertThat(models.price(tenant, "mine").of(1_000_000, 0, 1_000_000)).isEqualTo(10);
        assertThatThrownBy(() -> models.get(database.newTenant(), "mine")).isInstanceOf(UnknownModelException.class).hasMessageContaining("shared");
    }

    @Test
    void a_key_stands_in_no_row_and_in_no_text() {
        Wanted wanted = wanted("memory", null, "sk-very-secret");
        var connection = connected.connect(tenant, "mine", wanted);
        String row = database.jdbc().sql("select c::text from model_connection c where tenant = :tenant").param("tenant", tenant).query(String.class).single();

        assertThat(row + wanted + connection + models.get(tenant, "mine")).contains("mini").doesNotContain("very-secret");
    }

    @Test
    void a_key_in_memory_ends_with_the_process_and_is_asked_for_again() {
        connected.connect(tenant, "mine", wanted("memory", null, "sk-held"));
        newProcess();

        assertThat(connected.keyPresent(tenant, connected.list(tenant).getFirst())).isFalse();
        assertThatThrownBy(() -> say("mine")).isInstanceOf(ModelFailure.class).hasMessageContaining("give it again");
        assertThatThrownBy(() -> connected.change(tenant, "mine", wanted("memory", null, null))).isInstanceOf(RequestRefused.class).hasMessageContaining("key");
        connected.change(tenant, "mine", wanted("memory", null, "sk-again"));
        provider.answers(Reply.text("Back."));
        assertThat(say("mine")).isEqualTo("Back.");
        assertThat(sent()).isEqualTo("Bearer sk-again");
    }

    @Test
    void a_key_in_a_variable_is_looked_up_and_its_absence_is_told() {
        connected.connect(tenant, "mine", wanted("variable", "HARBOR_API_KEY", null));
        assertThatThrownBy(() -> say("mine")).isInstanceOf(ModelFailure.class).hasMessageContaining("HARBOR_API_KEY");

        environment.put("HARBOR_API_KEY", "sk-env");
        provider.answers(Reply.text("Now."));
        assertThat(say("mine")).isEqualTo("Now.");
        assertThat(sent()).isEqualTo("Bearer sk-env");
        for (String other : List.of("PATH", "PALIMPSEST_DATABASE_PASSWORD", "AWS_SECRET_ACCESS_KEY", "")) {
            assertThatThrownBy(() -> connected.connect(tenant, "thief", wanted("variable", other, null))).isInstanceOf(RequestRefused.class).hasMessageContaining("key_variable");
        }
    }

    @Test
    void a_held_key_stays_at_a_change_but_is_never_sent_to_another_address() {
        connected.connect(tenant, "mine", wanted("memory", null, "sk-held"));
        connected.change(tenant, "mine", new Wanted("openai", provider.baseUrl(), "maxi", 9000, null, "memory", null, null, null, null, null));
        provider.answers(Reply.text("Still."));
        assertThat(say("mine")).isEqualTo("Still.");
        assertThat(sent()).isEqualTo("Bearer sk-held");

        var elsewhere = new Wanted("openai", "http://127.0.0.1:9/v1", "maxi", 9000, null, "memory", null, null, null, null, null);
        assertThatThrownBy(() -> connected.change(tenant, "mine", elsewhere)).isInstanceOf(RequestRefused.class).hasMessageContaining("address changes");
        // Another process has no key of this one and writes into the same database.
        store.change(tenant, new ModelConnection("mine", "openai", provider.baseUrl() + "/other", "maxi", 9000, 1000, KeyPlace.MEMORY, null, 0, null, 0));
        assertThat(connected.keyPresent(tenant, connected.list(tenant).getFirst())).isFalse();
        connected.change(tenant, "mine", wanted("none", null, null));
        provider.answers(Reply.text("Bare."));
        say("mine");
        assertThat(sent()).isNotEqualTo("Bearer sk-held");
    }

    @Test
    void a_model_that_an_agent_uses_is_not_removed() {
        connected.connect(tenant, "mine", wanted("none", null, null));
        agents.createAgent(tenant, "clerk", "mine", null, null, null);
        assertThatThrownBy(() -> connected.remove(tenant, "mine")).isInstanceOfSatisfying(RequestRefused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.IN_USE))
                .hasMessageContaining("clerk");

        agents.deleteAgent(tenant, agents.agents(tenant).getFirst().id());
        connected.remove(tenant, "mine");
        assertThat(models.find(tenant, "mine")).isEmpty();
        assertThatThrownBy(() -> connected.remove(tenant, "mine")).isInstanceOfSatisfying(RequestRefused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    @Test
    void names_that_are_taken_and_values_out_of_range_are_refused() {
        connected.connect(tenant, "mine", wanted("none", null, null));
        for (String taken : List.of("mine", "shared")) {
            assertThatThrownBy(() -> connected.connect(tenant, taken, wanted("none", null, null)))
                    .isInstanceOfSatisfying(RequestRefused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.NAME_TAKEN));
        }
        Wanted good = wanted("none", null, null);
        Map<String, Wanted> bad = Map.of(
                "provider", new Wanted("extractive", null, null, null, null, null, null, null, null, null, null),
                "window", new Wanted("openai", good.baseUrl(), null, 100, null, null, null, null, null, null, null),
                "max_output_tokens", new Wanted("openai", good.baseUrl(), null, 8000, 8000, null, null, null, null, null, null),
                "key_place", new Wanted("anthropic", good.baseUrl(), null, null, null, "none", null, null, null, null, null),
                "key", new Wanted("openai", good.baseUrl(), null, null, null, "memory", null, "two words", null, null, null),
                "input_price", new Wanted("openai", good.baseUrl(), null, null, null, null, null, null, -1.0, null, null),
                "output_price", new Wanted("openai", good.baseUrl(), null, null, null, null, null, null, null, null, Double.NaN));
        bad.forEach((field, wanted) -> assertThatThrownBy(() -> connected.connect(tenant, "other", wanted)).as(field)
                .isInstanceOfSatisfying(RequestRefused.class, refused -> assertThat(refused.field()).contains(field)));
        assertThatThrownBy(() -> connected.connect(tenant, "../up", good)).isInstanceOf(RequestRefused.class);
    }
}
