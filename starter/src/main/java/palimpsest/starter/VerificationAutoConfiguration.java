package palimpsest.starter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import palimpsest.runtime.wiring.VerifyConfiguration;

/** Verification of what agents explore, note and answer. {@code palimpsest.verify.*}; a {@code Verifier} is replaceable, a {@code Check} comes besides. */
@AutoConfiguration(before = PalimpsestAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.verify.enabled"}, matchIfMissing = true)
public class VerificationAutoConfiguration {

    @Bean
    EnginePart verificationPart() {
        return EnginePart.of("palimpsest.verify", VerifyConfiguration.class);
    }
}
