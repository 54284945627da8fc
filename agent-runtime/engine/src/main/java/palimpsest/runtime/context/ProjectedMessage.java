package palimpsest.runtime.context;

import dev.langchain4j.data.message.ChatMessage;

/**
 * A message of a request.
 *
 * @param source what it stands for; null for the system prompt
 * @param pruned whether it is a stub
 */
public record ProjectedMessage(WindowMessage source, ChatMessage message, boolean pruned) {}
