package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessage.User;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;

/**
 * Chooses which exchanges leave a request that was too large, once pruning has done what it can: the oldest of which nothing but
 * stubs is left, as whole exchanges, never the last one. Many at once, because each time the beginning of the request changes.
 */
public final class ExchangeCompactor {

    static final String STUBS_OVERFLOW = "stubs overflow the window";
    static final String STUBS_WEIGH = "stubs take more than half of the window";

    private final WindowProjection projection;

    public ExchangeCompactor(WindowProjection projection) {
        this.projection = projection;
    }

    /** The fold after which the request has at most {@code limit} tokens and stubs take a quarter of them; as much of it as is possible. */
    public Optional<ExchangesFolded> choose(RunTerms terms, ContextState state, WindowMeter meter, int limit) {
        List<ProjectedMessage> window = projection.project(terms, state);
        int before = meter.tokens(window);
        int stubs = window.stream().filter(ProjectedMessage::pruned).mapToInt(meter::tokens).sum();
        if (before <= limit && stubs <= limit / 2) {
            return Optional.empty();
        }
        String reason = before > limit ? STUBS_OVERFLOW : STUBS_WEIGH;
        List<Integer> chosen = new ArrayList<>();
        int tokens = before;
        int messages = 0;
        for (Exchange exchange : foldable(terms, window, meter)) {
            if (tokens <= limit && stubs <= limit / 4) {
                break;
            }
            int saved = exchange.tokens(meter);
            tokens -= saved;
            stubs -= saved;
            messages += exchange.numbered();
            chosen.add(exchange.msgId());
        }
        return chosen.isEmpty() ? Optional.empty()
                : Optional.of(new ExchangesFolded(chosen, messages, "runtime", reason, before - tokens, before));
    }

    /** Tokens of a request when everything has left it that may: what a new result must fit beside. */
    public int least(List<ProjectedMessage> window, WindowMeter meter) {
        int last = lastExchange(window);
        return meter.tokens(window) - Exchange.of(window.subList(0, last)).stream().mapToInt(exchange -> exchange.tokens(meter)).sum();
    }

    private List<Exchange> foldable(RunTerms terms, List<ProjectedMessage> window, WindowMeter meter) {
        return Exchange.of(window.subList(0, lastExchange(window))).stream()
                .filter(exchange -> exchange.messages().stream().allMatch(message -> isSpent(message, terms, meter)))
                .toList();
    }

    /** A stub, or what no stub would make smaller. */
    private boolean isSpent(ProjectedMessage message, RunTerms terms, WindowMeter meter) {
        return message.pruned() || !(message.source() instanceof Numbered numbered)
                || meter.tokens(projection.stub(numbered, terms)) >= meter.tokens(message);
    }

    /** Where the last exchange begins: the model's last message with all that followed it, or a new question alone. */
    public static int lastExchange(List<ProjectedMessage> window) {
        for (int i = window.size() - 1; i >= 0; i--) {
            if (window.get(i).source() instanceof User || window.get(i).source() instanceof Assistant) {
                return i;
            }
        }
        return window.size();
    }
}
