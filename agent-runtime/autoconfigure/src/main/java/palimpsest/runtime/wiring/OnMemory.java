package palimpsest.runtime.wiring;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether conversations are taken into long-term memory: as configured, or else as the agents' profile says. */
final class OnMemory implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String profile = context.getEnvironment().getProperty("palimpsest.agent.profile", "full");
        return context.getEnvironment().getProperty("palimpsest.memory.enabled", Boolean.class, profile.strip().equalsIgnoreCase("full"));
    }
}
