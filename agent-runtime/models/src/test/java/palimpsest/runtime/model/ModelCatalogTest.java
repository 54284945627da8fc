package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.ChatModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ModelCatalogTest {

    private final ChatModel quoting = new ChatModel() { };
    private final AgentModel extractive = new AgentModel("extractive", "extractive", false, "It quotes", 32_000, 1024, null, quoting);
    private final ModelSettings local = ModelSettings.of("local", Provider.OPENAI, "http://127.0.0.1:9/v1", "qwen");

    @Test
    void the_first_model_is_the_default_unless_another_is_named() {
        var catalog = new ModelCatalog(List.of(extractive), List.of(local), " ");
        assertThat(catalog.names()).containsExactly("extractive", "local");
        assertThat(catalog.defaultModel()).isSameAs(extractive);
        assertThat(new ModelCatalog(List.of(extractive), List.of(local), "local").defaultModel().name()).isEqualTo("local");
    }

    @Test
    void a_configured_model_is_built_once_and_described() {
        var catalog = new ModelCatalog(List.of(extractive), List.of(local.withWindow(16_000, 2000)), null);
        var model = catalog.get("local");
        assertThat(model).isSameAs(catalog.get("local"));
        assertThat(model.provider()).isEqualTo("openai");
        assertThat(model.languageModel()).isTrue();
        assertThat(model.description()).isEqualTo("OpenAI-compatible model qwen at http://127.0.0.1:9/v1");
        assertThat(model.window()).isEqualTo(16_000);
        assertThat(model.maxOutputTokens()).isEqualTo(2000);
        assertThat(catalog.all()).extracting(AgentModel::name).containsExactly("extractive", "local");
    }

    @Test
    void an_unknown_name_lists_the_known_ones() {
        var catalog = new ModelCatalog(List.of(extractive), List.of(local), null);
        assertThatThrownBy(() -> catalog.get("gpt")).isInstanceOf(UnknownModelException.class)
                .hasMessageContaining("\"gpt\"").hasMessageContaining("extractive, local");
        assertThatThrownBy(() -> catalog.get(null)).isInstanceOf(UnknownModelException.class);
        assertThatThrownBy(() -> new ModelCatalog(List.of(extractive), List.of(), "gpt")).isInstanceOf(UnknownModelException.class);
    }

    @Test
    void the_extractive_model_can_be_configured_again() {
        var wide = ModelSettings.of("extractive", Provider.EXTRACTIVE, null, null).withWindow(64_000, 500);
        var named = ModelSettings.of("quoter", Provider.EXTRACTIVE, null, null);
        var catalog = new ModelCatalog(List.of(extractive), List.of(wide, named), null);
        assertThat(catalog.names()).containsExactly("extractive", "quoter");
        assertThat(catalog.defaultModel().window()).isEqualTo(64_000);
        assertThat(catalog.get("quoter").chatModel()).isSameAs(quoting);
        assertThat(catalog.get("quoter").languageModel()).isFalse();
        assertThatThrownBy(() -> new ModelCatalog(List.of(), List.of(named), null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no built-in extractive");
    }

    @Test
    void clashes_and_an_empty_catalog_are_refused() {
        assertThatThrownBy(() -> new ModelCatalog(List.of(), List.of(local, local), null)).hasMessageContaining("called local");
        assertThatThrownBy(() -> new ModelCatalog(List.of(), List.of(), null)).hasMessageContaining("There is no model");
        var clash = ModelSettings.of("extractive", Provider.OPENAI, null, "x");
        assertThatThrownBy(() -> new ModelCatalog(List.of(extractive), List.of(clash), null)).hasMessageContaining("built-in");
    }

    @Test
    void settings_have_defaults_and_hide_what_is_secret() {
        var settings = ModelSettings.of("m", Provider.OPENAI, "http://user:pass-word@127.0.0.1:1/v1/", null)
                .withApiKey("sk-secret").withHeaders(Map.of("X-Auth", "header-secret"));
        assertThat(settings.modelName()).isEqualTo("m");
        assertThat(settings.maxOutputTokens()).isEqualTo(4096);
        assertThat(settings.window()).isEqualTo(32_000);
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(120));
        assertThat(settings.toString()).contains("127.0.0.1:1/v1,").contains("apiKey=set").contains("X-Auth")
                .doesNotContain("sk-secret").doesNotContain("header-secret").doesNotContain("pass-word");
        assertThat(ModelSettings.of("o", Provider.OLLAMA, " ", null).baseUrl()).isEqualTo("http://127.0.0.1:11434");
    }

    @Test
    void settings_out_of_range_name_model_and_setting() {
        assertRefused(() -> ModelSettings.of(" ", Provider.OPENAI, null, null), "needs a name");
        assertRefused(() -> ModelSettings.of("m", null, null, null), "provider");
        assertRefused(() -> ModelSettings.of("m", Provider.OPENAI, "127.0.0.1:8000/v1", null), "Model m: base-url");
        assertRefused(() -> ModelSettings.of("m", Provider.OPENAI, "http://bad host/", null), "Model m: base-url");
        assertRefused(() -> local.withSampling(-0.1, null), "temperature");
        assertRefused(() -> local.withSampling(null, 0.0), "top-p");
        assertRefused(() -> local.withWindow(4000, 4096), "window (4000)");
        assertRefused(() -> local.withPatience(Duration.ZERO, 1), "timeout");
        assertRefused(() -> local.withPatience(Duration.ofSeconds(1), 11), "max-retries");
    }

    private static void assertRefused(ThrowingCallable settings, String message) {
        assertThatThrownBy(settings).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
