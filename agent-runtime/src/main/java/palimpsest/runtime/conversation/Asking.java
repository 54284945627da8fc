package palimpsest.runtime.conversation;

import java.util.List;
import palimpsest.runtime.event.ConversationEvent.CallerFunction;

/**
 * A question and what its caller brings along.
 *
 * @param instructions stand after the agent's own prompt while the run goes on; null for none
 * @param functions    that the model may call and the caller runs
 */
public record Asking(String question, String instructions, List<CallerFunction> functions) {

    public Asking {
        functions = List.copyOf(functions);
    }

    public static Asking of(String question) {
        return new Asking(question, null, List.of());
    }
}
