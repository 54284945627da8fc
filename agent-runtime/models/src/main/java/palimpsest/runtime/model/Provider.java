package palimpsest.runtime.model;

import java.util.Locale;

/** Whose interface a model is reached by. */
public enum Provider {
    /** OpenAI chat completions, which vLLM, llama.cpp, LM Studio and many services speak too. */
    OPENAI("https://api.openai.com/v1"),
    /** Anthropic messages. */
    ANTHROPIC("https://api.anthropic.com/v1"),
    /** Ollama chat. */
    OLLAMA("http://127.0.0.1:11434"),
    /** The built-in model that quotes; it is no language model and has no endpoint. */
    EXTRACTIVE(null);

    private final String defaultBaseUrl;

    Provider(String defaultBaseUrl) {
        this.defaultBaseUrl = defaultBaseUrl;
    }

    /** Where requests go if the settings name no base URL; null without an endpoint. */
    public String defaultBaseUrl() {
        return defaultBaseUrl;
    }

    /** The name in lower case, as the configuration and the REST interface write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
