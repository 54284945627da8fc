package palimpsest.starter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import palimpsest.runtime.wiring.MemoryConfiguration;

/** What is remembered over conversations. {@code palimpsest.memory.*}; {@code MemoryGate} and {@code LongTermMemory} are replaceable. */
@AutoConfiguration(before = PalimpsestAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.long-term-memory.enabled"}, matchIfMissing = true)
public class LongTermMemoryAutoConfiguration {

    @Bean
    EnginePart longTermMemoryPart() {
        return EnginePart.of("palimpsest.long-term-memory", MemoryConfiguration.class);
    }
}
