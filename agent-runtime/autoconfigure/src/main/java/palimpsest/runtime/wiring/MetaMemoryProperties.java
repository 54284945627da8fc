package palimpsest.runtime.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Learned rules on how to use memories.
 *
 * @param most        rules in front of one question; of more, those nearest to it in meaning
 * @param model       of an evolution: answers the questions and proposes rules; the default model when not set
 * @param judge       of an evolution: says whether answers are right; the same model when not set
 * @param concurrency model calls of an evolution at a time
 * @param lease       after which another process may go on with an evolution whose process no longer says that it lives
 */
@ConfigurationProperties("palimpsest.meta-memory")
public record MetaMemoryProperties(@DefaultValue("12") int most, String model, String judge, @DefaultValue("4") int concurrency,
                                   @DefaultValue("30s") Duration lease) {}
