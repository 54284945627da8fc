package palimpsest.runtime.conversation;

import palimpsest.runtime.event.CallerTerms;

/**
 * A question and what its caller brings along.
 *
 * @param instructions stand after the agent's own prompt while the run goes on; null for none
 * @param terms        what the caller offers and asks for
 */
public record Asking(String question, String instructions, CallerTerms terms) {

    public static Asking of(String question) {
        return new Asking(question, null, CallerTerms.NONE);
    }
}
