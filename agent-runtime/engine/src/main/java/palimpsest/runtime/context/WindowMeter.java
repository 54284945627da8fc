package palimpsest.runtime.context;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.runtime.model.wire.ToolListsSeen;
import palimpsest.runtime.model.wire.WireTools;

/**
 * Counts the tokens of requests. A message costs its text, its calls and a few tokens of chat markup, times the calibration,
 * rounded up; the tools' definitions stand in every request, as they are sent. Remembers what the numbered messages of the
 * window count, whole and as stubs. For one run's thread.
 */
public final class WindowMeter {

    /** Markup around a message in common chat templates, rounded up. */
    private static final int MESSAGE_MARKUP = 4;
    private static final int FORGET_OVER = 256;

    private final Tokenizer tokenizer;
    private final int toolTokens;
    private Map<Integer, Counted> numbered = new HashMap<>();
    private double factor = 1;

    /** What a message counts. One that is only looked at ahead is another one, even under the same id. */
    static final class Counted {
        private final Numbered message;
        private int whole = -1;
        private ChatMessage stub;
        private int ofStub;

        Counted(Numbered message) {
            this.message = message;
        }
    }

    public WindowMeter(Tokenizer tokenizer, List<ToolSpecification> tools) {
        this(tokenizer, tools, new ToolListsSeen<>());
    }

    /** @param definitions of tools as they are sent, for all meters of the same tools */
    public WindowMeter(Tokenizer tokenizer, List<ToolSpecification> tools, ToolListsSeen<String> definitions) {
        this.tokenizer = tokenizer;
        this.toolTokens = tools.isEmpty() ? 0 : tokenizer.count(definitions.of(tools, all -> PythonJson.write(WireTools.toWire(all))));
    }

    /** Knows what the state's messages counted in an earlier run that the state is kept for. From now on for the state's thread. */
    public WindowMeter remembering(ContextState state) {
        numbered = state.written().counted(tokenizer);
        return this;
    }

    /** From now on a counted token stands for {@code factor} of the provider's. */
    public WindowMeter calibrated(double factor) {
        this.factor = factor;
        return this;
    }

    /** Tokens of the whole request. */
    public int tokens(List<ProjectedMessage> window) {
        forgetOthers(window);
        return toolTokens() + window.stream().mapToInt(this::tokens).sum();
    }

    /** Tokens of the tools' definitions. */
    public int toolTokens() {
        return calibrated(toolTokens);
    }

    /** Tokens of one message of a request. */
    public int tokens(ProjectedMessage message) {
        return calibrated(counted(message));
    }

    public int tokens(ChatMessage message) {
        return calibrated(counted(message));
    }

    /** The whole request as the tokenizer counts it, before calibration. */
    public int counted(List<ProjectedMessage> window) {
        return toolTokens + window.stream().mapToInt(this::counted).sum();
    }

    private int calibrated(int counted) {
        return factor == 1 ? counted : (int) Math.ceil(counted * factor);
    }

    private int counted(ProjectedMessage message) {
        if (!(message.source() instanceof Numbered source)) {
            return counted(message.message());
        }
        Counted known = numbered.get(source.msgId());
        if (known == null || known.message != source) {
            known = new Counted(source);
            numbered.put(source.msgId(), known);
        }
        if (message.pruned()) {
            // Its words are not the message's: a summary may be another after it was restored, and what is kept of a text another in the next run.
            if (!message.message().equals(known.stub)) {
                known.ofStub = counted(message.message());
                known.stub = message.message();
            }
            return known.ofStub;
        }
        known.whole = known.whole < 0 ? counted(message.message()) : known.whole;
        return known.whole;
    }

    private int counted(ChatMessage message) {
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

    /** A run may be longer than any window. */
    private void forgetOthers(List<ProjectedMessage> window) {
        if (numbered.size() > 2 * window.size() + FORGET_OVER) {
            Set<Integer> present = new HashSet<>();
            window.forEach(message -> {
                if (message.source() instanceof Numbered source) {
                    present.add(source.msgId());
                }
            });
            numbered.keySet().retainAll(present);
        }
    }
}
