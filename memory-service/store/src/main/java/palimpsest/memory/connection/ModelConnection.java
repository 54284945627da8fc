package palimpsest.memory.connection;

import java.util.Objects;

/**
 * How a tenant's runs reach a model that was connected while the runtime runs.
 *
 * @param name              what agents call it
 * @param provider          whose interface it speaks: {@code openai}, {@code anthropic} or {@code ollama}
 * @param baseUrl           an http or https address
 * @param modelName         the provider's name for it
 * @param window            the most tokens of request and answer together
 * @param maxOutputTokens   the most tokens of one answer, less than {@code window}
 * @param keyVariable       the name of the environment variable that holds the key; null unless that is the key's place
 * @param inputPrice        of a million tokens of requests
 * @param cachedInputPrice  of those of them that the provider's cache served; null: as {@code inputPrice}
 * @param outputPrice       of a million tokens of answers
 */
public record ModelConnection(String name, String provider, String baseUrl, String modelName, int window, int maxOutputTokens, KeyPlace keyPlace,
                              String keyVariable, double inputPrice, Double cachedInputPrice, double outputPrice) {

    public ModelConnection {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(baseUrl, "baseUrl");
        Objects.requireNonNull(modelName, "modelName");
        Objects.requireNonNull(keyPlace, "keyPlace");
    }
}
