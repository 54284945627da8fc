package palimpsest.memory.verified;

import java.util.UUID;

/**
 * Whose verified memory it is.
 *
 * @param name {@code agent:ID}, {@code user:ID} or {@code conversation:ID}
 */
public record MemoryOwner(String name) {

    public static MemoryOwner agent(UUID id) {
        return new MemoryOwner("agent:" + id);
    }

    public static MemoryOwner user(String id) {
        return new MemoryOwner("user:" + id);
    }

    public static MemoryOwner conversation(UUID id) {
        return new MemoryOwner("conversation:" + id);
    }
}
