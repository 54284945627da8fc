package palimpsest.runtime.model;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How to reach one model. What is null (or blank, for texts) takes its default. The key and the values of the headers never
 * show in {@link #toString()}.
 *
 * @param name            what agents call it, not blank
 * @param provider        whose interface it speaks
 * @param baseUrl         an http or https address without a trailing path of the call; the provider's own by default
 * @param apiKey          the key, or null for servers that need none
 * @param modelName       the provider's name for it; {@code name} by default
 * @param temperature     0 or more, or null to leave it to the provider
 * @param topP            over 0 up to 1, or null to leave it to the provider
 * @param maxOutputTokens the most tokens of one answer, 4096 by default
 * @param window          the most tokens of request and answer together, 32000 by default
 * @param timeout         the longest that one attempt may take until its last byte, 120 s by default
 * @param maxRetries      how often a failed call is tried again, 0 to 10, 3 by default
 * @param tokenizer       the id of the tokenizer that counts for it, or null for the runtime's own
 * @param headers         further request headers
 */
public record ModelSettings(String name, Provider provider, String baseUrl, String apiKey, String modelName, Double temperature,
                            Double topP, Integer maxOutputTokens, Integer window, Duration timeout, Integer maxRetries,
                            String tokenizer, Map<String, String> headers) {

    private static final int DEFAULT_MAX_OUTPUT_TOKENS = 4096;
    private static final int DEFAULT_WINDOW = 32_000;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(120);
    private static final int DEFAULT_RETRIES = 3;
    private static final int MOST_RETRIES = 10;

    /** @throws IllegalArgumentException for a value out of range; the message names the model and the setting */
    public ModelSettings {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("A model needs a name");
        }
        if (provider == null) {
            throw new IllegalArgumentException("Model " + name + ": set its provider to openai, anthropic, ollama or extractive");
        }
        baseUrl = withoutTrailingSlash(blank(baseUrl) ? provider.defaultBaseUrl() : baseUrl.strip());
        apiKey = blank(apiKey) ? null : apiKey.strip();
        modelName = blank(modelName) ? name : modelName.strip();
        maxOutputTokens = Objects.requireNonNullElse(maxOutputTokens, DEFAULT_MAX_OUTPUT_TOKENS);
        window = Objects.requireNonNullElse(window, DEFAULT_WINDOW);
        timeout = Objects.requireNonNullElse(timeout, DEFAULT_TIMEOUT);
        maxRetries = Objects.requireNonNullElse(maxRetries, DEFAULT_RETRIES);
        tokenizer = blank(tokenizer) ? null : tokenizer.strip();
        headers = headers == null ? Map.of() : Map.copyOf(headers);

        require(baseUrl == null || isHttp(baseUrl), name, "base-url must be an http or https address");
        require(temperature == null || temperature >= 0, name, "temperature must be 0 or more");
        require(topP == null || topP > 0 && topP <= 1, name, "top-p must be over 0 and at most 1");
        require(maxOutputTokens > 0, name, "max-output-tokens must be at least 1");
        require(window > maxOutputTokens, name, "window (" + window + ") must be larger than max-output-tokens ("
                + maxOutputTokens + "), or no room is left for the conversation");
        require(timeout.isPositive(), name, "timeout must be longer than 0");
        require(maxRetries >= 0 && maxRetries <= MOST_RETRIES, name, "max-retries must be from 0 to " + MOST_RETRIES);
    }

    /** Settings with every default. */
    public static ModelSettings of(String name, Provider provider, String baseUrl, String modelName) {
        return new ModelSettings(name, provider, baseUrl, null, modelName, null, null, null, null, null, null, null, null);
    }

    /** The same with this key. */
    public ModelSettings withApiKey(String key) {
        return new ModelSettings(name, provider, baseUrl, key, modelName, temperature, topP, maxOutputTokens, window, timeout,
                maxRetries, tokenizer, headers);
    }

    /** The same with these sampling parameters; null leaves one to the provider. */
    public ModelSettings withSampling(Double newTemperature, Double newTopP) {
        return new ModelSettings(name, provider, baseUrl, apiKey, modelName, newTemperature, newTopP, maxOutputTokens, window,
                timeout, maxRetries, tokenizer, headers);
    }

    /** The same with this window and this most output, in tokens. */
    public ModelSettings withWindow(int tokens, int outputTokens) {
        return new ModelSettings(name, provider, baseUrl, apiKey, modelName, temperature, topP, outputTokens, tokens, timeout,
                maxRetries, tokenizer, headers);
    }

    /** The same with this patience: per attempt, and how many attempts after the first. */
    public ModelSettings withPatience(Duration newTimeout, int retries) {
        return new ModelSettings(name, provider, baseUrl, apiKey, modelName, temperature, topP, maxOutputTokens, window,
                newTimeout, retries, tokenizer, headers);
    }

    /** The same with these further request headers. */
    public ModelSettings withHeaders(Map<String, String> newHeaders) {
        return new ModelSettings(name, provider, baseUrl, apiKey, modelName, temperature, topP, maxOutputTokens, window, timeout,
                maxRetries, tokenizer, newHeaders);
    }

    /** Everything but secrets. */
    @Override
    public String toString() {
        return "ModelSettings[name=" + name + ", provider=" + provider + ", baseUrl=" + shownUrl() + ", apiKey="
                + (apiKey == null ? "none" : "set") + ", modelName=" + modelName + ", temperature=" + temperature + ", topP=" + topP
                + ", maxOutputTokens=" + maxOutputTokens + ", window=" + window + ", timeout=" + timeout + ", maxRetries="
                + maxRetries + ", tokenizer=" + tokenizer + ", headers=" + headers.keySet() + "]";
    }

    /** The base URL without a password that may stand in it; null without an endpoint. */
    String shownUrl() {
        return baseUrl == null ? null : baseUrl.replaceFirst("//[^/@]*@", "//");
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("Model " + name + ": " + rule);
        }
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
        } catch (IllegalArgumentException notAUrl) {
            return false;
        }
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static String withoutTrailingSlash(String url) {
        return url == null ? null : url.replaceFirst("/+$", "");
    }
}
