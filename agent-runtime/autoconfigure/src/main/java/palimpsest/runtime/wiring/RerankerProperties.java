package palimpsest.runtime.wiring;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import palimpsest.memory.retrieve.RemoteReranker;

/**
 * What reranking by attention heads runs on (docs/reranking.md).
 *
 * @param profile  file that {@code ./palimpsest calibrate} wrote, or {@code locomo}: the shipped one that is fitted on data for non-commercial use; or the
 *                 name of a decoder whose published heads are used, such as {@code Qwen2.5-7B-Instruct}. When not set, the shipped one that anybody may use
 * @param model    directory of the exported model that the profile was fitted on; when not set, the bundled encoder
 * @param summary  what the memory is about, in front of the candidates of a decoder
 * @param deadline how long hits are read for one search or recall: as many as that time allows are put in order, the best first. When not set 250 ms, and 2 s
 *                 for an endpoint, which answers for all or none
 * @param url      of an endpoint for {@code palimpsest.search.reranker=remote}, such as {@code http://127.0.0.1:8080/rerank}
 * @param dialect  how it is asked: {@code cohere} (Cohere, Jina, vLLM) or {@code tei} (Text Embeddings Inference)
 * @param modelName model that the endpoint is asked for; none when not set
 * @param apiKey   sent to the endpoint as a bearer token; none when not set
 */
@ConfigurationProperties("palimpsest.reranker")
public record RerankerProperties(String profile, Path model, @DefaultValue("") String summary, Duration deadline, URI url, @DefaultValue("cohere") RemoteReranker.Dialect dialect,
                                 String modelName, String apiKey) {

    private static final Duration USUAL = Duration.ofMillis(250);
    private static final Duration USUAL_OF_AN_ENDPOINT = Duration.ofSeconds(2);

    /** For one search or recall. */
    Duration deadlineOrDefault() {
        return deadline != null ? deadline : url != null ? USUAL_OF_AN_ENDPOINT : USUAL;
    }
}
