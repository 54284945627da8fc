package palimpsest.evaluation.replay;

import java.util.List;
import java.util.Map;

/**
 * A recorded conversation between the reference implementation and a model.
 *
 * @param name              what the case is called
 * @param document          the document's whole text
 * @param question          the user's question
 * @param systemPrompt      the system prompt that the runtime must send
 * @param keepAssistantText whether a deleted assistant message keeps its text and only its arguments are replaced
 * @param replies           what the model answers, one per request
 * @param requests          the messages of every request, in order, in wire form; {@code "*"} stands for any text
 */
public record WireCase(String name, String document, String question, String systemPrompt, boolean keepAssistantText,
                       List<Reply> replies, List<List<Map<String, Object>>> requests) {

    public WireCase {
        replies = List.copyOf(replies);
        requests = List.copyOf(requests);
    }

    /**
     * One answer of the model.
     *
     * @param text      what it says, or null
     * @param tool      the tool that it calls, or null
     * @param arguments the argument text of that call, or null without one
     */
    public record Reply(String text, String tool, String arguments) {
    }
}
