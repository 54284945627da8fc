package palimpsest.runtime.pruning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import palimpsest.runtime.context.ExchangeCompactor;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessage.Tool;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.ContextTerms.ToolClearing;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.WindowEvent.MessagePruned;

/**
 * Clears old tool results when a request passes a size, with the semantics of Anthropic's context editing
 * ({@code clear_tool_uses_20250919}): oldest first, the newest {@code keep} tool uses stay, and nothing is cleared that saves less
 * than {@code clear_at_least} in all. Nothing of the last exchange is cleared either: the model has not seen it yet.
 */
public final class ClearToolResults {

    private static final String REASON = "cleared at the trigger";

    private final WindowProjection projection;

    public ClearToolResults(WindowProjection projection) {
        this.projection = projection;
    }

    /** The prunes, oldest first; none when the trigger is not passed. */
    public List<MessagePruned> choose(RunTerms terms, List<ProjectedMessage> window, WindowMeter meter) {
        ToolClearing clearing = terms.context().pruning().clearing();
        int tokens = meter.tokens(window);
        if (clearing == null || tokens <= clearing.trigger()) {
            return List.of();
        }
        List<MessagePruned> prunes = new ArrayList<>();
        for (ProjectedMessage message : cleared(clearing, window)) {
            var numbered = (Numbered) message.source();
            int saved = meter.tokens(message) - meter.tokens(projection.stub(numbered, terms));
            if (saved > 0) {
                prunes.add(new MessagePruned(numbered.msgId(), numbered.role(), "runtime", REASON, saved, tokens));
                tokens -= saved;
            }
        }
        int saved = prunes.stream().mapToInt(MessagePruned::tokensSaved).sum();
        return saved >= clearing.clearAtLeast() ? prunes : List.of();
    }

    private static List<ProjectedMessage> cleared(ToolClearing clearing, List<ProjectedMessage> window) {
        List<Tool> uses = window.stream().map(ProjectedMessage::source).filter(Tool.class::isInstance).map(Tool.class::cast).toList();
        Set<Integer> results = new HashSet<>();
        Set<Integer> inputs = new HashSet<>();
        for (Tool use : uses.subList(0, Math.max(0, uses.size() - clearing.keep()))) {
            if (!clearing.excludeTools().contains(use.tool())) {
                results.add(use.msgId());
                inputs.add(use.invokingMsgId());
            }
        }
        // A message with several calls loses its arguments when all of their results go.
        uses.stream().filter(use -> !results.contains(use.msgId())).map(Tool::invokingMsgId).forEach(inputs::remove);
        Set<Integer> calls = clearing.clearToolInputs() ? inputs : Collections.emptySet();
        return window.subList(0, ExchangeCompactor.lastExchange(window)).stream().filter(message -> !message.pruned() && switch (message.source()) {
            case Tool tool -> results.contains(tool.msgId());
            case Assistant assistant -> calls.contains(assistant.msgId());
            case null, default -> false;
        }).toList();
    }
}
