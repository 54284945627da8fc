package palimpsest.starter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Import;

/** Beans of the interfaces with {@code @PalimpsestAiService}. */
@AutoConfiguration(after = PalimpsestAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.ai-services.enabled"}, matchIfMissing = true)
@ConditionalOnBean(RuntimeContext.class)
@Import(AiServiceRegistrar.class)
public class AiServiceAutoConfiguration {}
