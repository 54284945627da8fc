package palimpsest.starter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import palimpsest.runtime.wiring.PackConfiguration;

/** Law tools and their packs. {@code palimpsest.packs.*}; they keep what was verified, and are absent where nothing is. */
@AutoConfiguration(before = PalimpsestAutoConfiguration.class, after = VerificationAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.packs.enabled", "palimpsest.verify.enabled"}, matchIfMissing = true)
@ConditionalOnClass(name = {"palimpsest.tools.law.LawTools", "palimpsest.memory.pack.PackLibrary"})
public class LawAutoConfiguration {

    @Bean
    @ConditionalOnBean(name = "verificationPart")
    EnginePart lawPart() {
        return EnginePart.of("palimpsest.packs", PackConfiguration.class);
    }
}
