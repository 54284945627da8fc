package palimpsest.starter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import palimpsest.runtime.wiring.MetaMemoryConfiguration;

/** Learned rules, feedback and memory files. {@code palimpsest.meta-memory.*}, {@code palimpsest.memory-tool.*}. */
@AutoConfiguration(before = PalimpsestAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.meta-memory.enabled"}, matchIfMissing = true)
public class MetaMemoryAutoConfiguration {

    @Bean
    EnginePart metaMemoryPart() {
        return EnginePart.of("palimpsest.meta-memory", MetaMemoryConfiguration.class);
    }
}
