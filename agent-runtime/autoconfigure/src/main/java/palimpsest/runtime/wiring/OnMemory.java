package palimpsest.runtime.wiring;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether conversations are taken into long-term memory: as configured, or else as the agents' profile says. */
final class OnMemory implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return in(context.getEnvironment());
    }

    static boolean in(Environment environment) {
        String profile = environment.getProperty("palimpsest.agent.profile", "full");
        return environment.getProperty("palimpsest.memory.enabled", Boolean.class, profile.strip().equalsIgnoreCase("full"));
    }
}
