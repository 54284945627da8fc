package palimpsest.runtime.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.model.wire.WireMessages;

/** The window as a person looks at it: what the model would be sent, message by message, with its cost. */
public final class WindowView {

    private final ToolOffer offer;
    private final Function<String, Tokenizer> tokenizers;
    private final WindowProjection projection = new WindowProjection();

    /**
     * @param tokenizers the tokenizer that counts a model's requests, by the model's name
     */
    public WindowView(ToolOffer offer, Function<String, Tokenizer> tokenizers) {
        this.offer = offer;
        this.tokenizers = tokenizers;
    }

    /** A request measured. */
    public record Window(int window, int requestTokens, int availableTokens, List<Line> lines) {}

    /**
     * One message of it.
     *
     * @param msgId null for system and user messages
     * @param seq   the event that brought it; null for the instructions
     * @param wire  the message in OpenAI's form
     */
    public record Line(Integer msgId, Long seq, boolean pruned, int tokens, Map<String, Object> wire) {}

    /** Under the terms of the run in progress, or else under {@code terms}. */
    public Window of(RunTerms terms, ContextState state) {
        RunTerms valid = valid(terms, state);
        var meter = meter(terms, state);
        List<ProjectedMessage> window = projection.project(valid, state);
        List<Map<String, Object>> wire = WireMessages.toWire(window.stream().map(ProjectedMessage::message).toList());
        int tokens = meter.tokens(window);
        var lines = new ArrayList<Line>(window.size());
        for (int i = 0; i < window.size(); i++) {
            ProjectedMessage message = window.get(i);
            Integer msgId = message.source() instanceof WindowMessage.Numbered numbered ? numbered.msgId() : null;
            Long seq = message.source() == null ? null : message.source().seq();
            lines.add(new Line(msgId, seq, message.pruned(), meter.tokens(message), wire.get(i)));
        }
        return new Window(valid.window(), tokens, Math.max(valid.limit() - tokens, 0), lines);
    }

    /** The terms of the run in progress, or else {@code terms}. */
    public RunTerms valid(RunTerms terms, ContextState state) {
        return state.running() ? state.run().orElseThrow().terms() : terms;
    }

    /** Counts requests under those terms as the conversation's runs do. */
    public WindowMeter meter(RunTerms terms, ContextState state) {
        RunTerms valid = valid(terms, state);
        return new WindowMeter(tokenizers.apply(valid.model()), offer.specifications(valid.tools(), state.run().filter(RunProgress::active))).calibrated(state.calibration().factor());
    }

    /** Tokens of a message in its original form. */
    public int tokens(WindowMeter meter, Numbered message) {
        return meter.tokens(projection.whole(message));
    }
}
