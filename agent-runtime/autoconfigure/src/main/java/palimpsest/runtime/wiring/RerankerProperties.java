package palimpsest.runtime.wiring;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What reranking by attention heads runs on (docs/reranking.md).
 *
 * @param profile what {@code ./palimpsest calibrate} wrote; when not set, the shipped one, which is for the bundled encoder
 * @param model   directory of the exported model that the profile was fitted on; when not set, the bundled encoder
 * @param summary what the memory is about, in front of the candidates of a decoder
 */
@ConfigurationProperties("palimpsest.reranker")
public record RerankerProperties(Path profile, Path model, @DefaultValue("") String summary) {}
