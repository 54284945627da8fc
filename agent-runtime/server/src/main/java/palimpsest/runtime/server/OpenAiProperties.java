package palimpsest.runtime.server;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The API that OpenAI's clients speak (docs/openai.md).
 *
 * @param retryWindow for so long after its answer the same request counts as sent again, and gets the same answer
 */
@ConfigurationProperties("palimpsest.openai")
public record OpenAiProperties(@DefaultValue("30s") Duration retryWindow) {}
