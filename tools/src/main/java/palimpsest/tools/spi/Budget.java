package palimpsest.tools.spi;

/**
 * What is left of the window (StateLM, checkBudget).
 *
 * @param rounds          messages so far, user's, assistant's and tools', halved
 * @param availableTokens window − prompt − reserved output, not under 0
 * @param availableRounds expected rounds − rounds, not under 0
 */
public record Budget(int rounds, int availableTokens, int availableRounds) {}
