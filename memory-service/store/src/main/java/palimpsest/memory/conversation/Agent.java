package palimpsest.memory.conversation;

import java.time.Instant;
import java.util.UUID;

/**
 * Who answers in conversations. A null setting means the configuration's default.
 *
 * @param model        name in the model catalog
 * @param window       tokens that no request exceeds
 * @param maxSteps     after which a run ends with what was found
 * @param systemPrompt first message of every request
 */
public record Agent(UUID id, String tenant, String name, String model, Integer window, Integer maxSteps, String systemPrompt, Instant createdAt) {}
