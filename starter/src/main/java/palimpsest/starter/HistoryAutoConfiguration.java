package palimpsest.starter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import palimpsest.runtime.wiring.HistoryConfiguration;

/** Histories that come, go and age. {@code palimpsest.histories.*}, {@code palimpsest.retention.*}. */
@AutoConfiguration(before = PalimpsestAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.histories.enabled"}, matchIfMissing = true)
public class HistoryAutoConfiguration {

    @Bean
    EnginePart historyPart() {
        return EnginePart.of("palimpsest.histories", HistoryConfiguration.class);
    }
}
