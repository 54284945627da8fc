package palimpsest.starter;

import java.util.List;

/**
 * A part of the engine: an auto-configuration brings it, and with its off switch, or its exclusion, the engine does without.
 *
 * @param name           as the off switch says it
 * @param configurations for the engine's own context
 */
record EnginePart(String name, List<Class<?>> configurations) {

    static EnginePart of(String name, Class<?>... configurations) {
        return new EnginePart(name, List.of(configurations));
    }
}
