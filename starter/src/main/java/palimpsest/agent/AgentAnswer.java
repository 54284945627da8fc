package palimpsest.agent;

import java.util.List;
import java.util.UUID;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.event.ConversationEvent.RunResult;

/**
 * What an agent answered.
 *
 * @param text      the answer
 * @param found     false when the run ended without having found one, for example at its step limit
 * @param citations where the answer was read, to the character; empty when it quotes nothing
 * @param result    everything that is known of the run: steps, tokens, prunes, notes
 */
public record AgentAnswer(String text, boolean found, List<Citation> citations, UUID conversationId, UUID runId, RunResult result) {}
