package palimpsest.runtime.context;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.runtime.model.wire.WireTools;

/**
 * Counts the tokens of requests. A message costs its text, its calls and a few tokens of chat markup; the tools' definitions
 * stand in every request. Remembers what a numbered message costs, whole and as a stub: neither changes. A message that was only looked at ahead is
 * another one, even under the same id. For one run's thread.
 */
public final class WindowMeter {

    /** Markup around a message in common chat templates, rounded up. */
    private static final int MESSAGE_MARKUP = 4;

    private final Tokenizer tokenizer;
    private final int toolTokens;
    private final Map<Numbered, Integer> whole = new IdentityHashMap<>();
    private final Map<Numbered, Integer> stubs = new IdentityHashMap<>();

    public WindowMeter(Tokenizer tokenizer, List<ToolSpecification> tools) {
        this.tokenizer = tokenizer;
        this.toolTokens = tools.isEmpty() ? 0 : tokenizer.count(PythonJson.write(WireTools.toWire(tools)));
    }

    /** Tokens of the whole request. */
    public int tokens(List<ProjectedMessage> window) {
        return toolTokens + window.stream().mapToInt(this::tokens).sum();
    }

    /** Tokens of one message of a request. */
    public int tokens(ProjectedMessage message) {
        if (message.source() instanceof Numbered numbered) {
            return (message.pruned() ? stubs : whole).computeIfAbsent(numbered, ignored -> tokens(message.message()));
        }
        return tokens(message.message());
    }

    public int tokens(ChatMessage message) {
        return MESSAGE_MARKUP + switch (message) {
            case SystemMessage system -> tokenizer.count(system.text());
            case UserMessage user -> tokenizer.count(user.singleText());
            case ToolExecutionResultMessage result -> tokenizer.count(result.text());
            case AiMessage said -> (said.text() == null ? 0 : tokenizer.count(said.text()))
                    + said.toolExecutionRequests().stream().mapToInt(this::call).sum();
            default -> throw new IllegalArgumentException("Not a message of ours: " + message.type());
        };
    }

    private int call(ToolExecutionRequest request) {
        return MESSAGE_MARKUP + tokenizer.count(request.name()) + tokenizer.count(request.arguments());
    }
}
