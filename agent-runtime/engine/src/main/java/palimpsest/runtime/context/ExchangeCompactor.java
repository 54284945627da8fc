package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessage.Tool;
import palimpsest.runtime.context.WindowMessage.User;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.tools.prune.DeleteContext;

/**
 * Chooses which exchanges leave a request: the oldest of which nothing but stubs is left, as whole exchanges, never the last one. They
 * leave when the request was too large, once pruning has done what it can, and before that when they take more than their share.
 * Many at once, because each time the beginning of the request changes.
 */
public final class ExchangeCompactor {

    static final String STUBS_OVERFLOW = "stubs overflow the window";
    static final String STUBS_WEIGH = "stubs take more than half of the window";
    static final String STUBS_OVER_SHARE = "stubs take more than their share of the window";

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

    /**
     * The fold after which the exchanges that the agent is done with take half of their share of the request; empty while they take no more
     * than the share. What an agent wrote into a stub stays, and so does what was brought back: the agent may know it from there alone.
     *
     * @param window of {@code state}
     */
    public Optional<ExchangesFolded> overShare(RunTerms terms, ContextState state, List<ProjectedMessage> window, WindowMeter meter) {
        Double share = terms.context().pruning().stubShare();
        if (share == null || state.window().stubs() == 0) {
            return Optional.empty();
        }
        List<Exchange> spent = foldable(terms, window, meter).stream().filter(exchange -> isDone(exchange, state.window())).toList();
        int stubs = spent.stream().mapToInt(exchange -> exchange.tokens(meter)).sum();
        double most = share * terms.limit();
        if (stubs <= most) {
            return Optional.empty();
        }
        List<Exchange> leaving = new ArrayList<>();
        int saved = 0;
        for (Exchange exchange : spent) {
            if (stubs - saved <= most / 2) {
                break;
            }
            saved += exchange.tokens(meter);
            leaving.add(exchange);
        }
        return Optional.of(new ExchangesFolded(leaving.stream().map(Exchange::msgId).toList(), leaving.stream().mapToInt(Exchange::numbered).sum(), "runtime",
                STUBS_OVER_SHARE, saved, meter.tokens(window)));
    }

    /** Of an exchange that may be folded: whether its results were pruned, or say no more than that something was done that is pruned. */
    private static boolean isDone(Exchange exchange, WindowMessages messages) {
        boolean callPruned = messages.isPruned(exchange.msgId());
        boolean results = false;
        for (ProjectedMessage message : exchange.messages()) {
            if (message.source() instanceof Tool tool) {
                boolean receipt = callPruned || tool.tool().equals(DeleteContext.NAME);
                if (!message.pruned() && (!receipt || tool.isError())) {
                    return false;
                }
                results = true;
            }
            if (message.source() instanceof Numbered numbered && (messages.summary(numbered.msgId()) != null || messages.isRestored(numbered.msgId()))) {
                return false;
            }
        }
        return results;
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
