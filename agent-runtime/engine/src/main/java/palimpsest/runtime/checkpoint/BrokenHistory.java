package palimpsest.runtime.checkpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.Pairing;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.EventsWithinRun;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.NoticeGiven;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.StandingEvents;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.QuestionsFolded;
import palimpsest.runtime.event.WindowEvent.ResultCut;

/**
 * Finds what of a stored history can't stand: events that were lost or doubled leave calls without results, results without calls, and
 * changes of messages that are not there. What is found is set aside by an event of its own; the log keeps all of it.
 */
final class BrokenHistory {

    private final List<RecordedEvent> standing;
    private final int lastMsgId;
    private final List<HistoryRepaired> repairs = new ArrayList<>();
    private final Set<Long> aside = new HashSet<>();
    private final Set<Integer> lost = new HashSet<>();
    private final List<RecordedEvent> exchange = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private boolean anyRun;

    private BrokenHistory(List<RecordedEvent> events) {
        this.standing = StandingEvents.of(events);
        this.lastMsgId = events.stream().mapToInt(event -> msgId(event.event())).max().orElse(0);
    }

    /** Goes on with a state; null when these events can't follow it, or give no valid request. */
    static ContextState folded(ContextState state, List<RecordedEvent> standing) {
        try {
            standing.forEach(state::apply);
            return Pairing.mayGoOn(state.messages()) ? state : null;
        } catch (RuntimeException e) {
            // An event that says something of what is not there.
            return null;
        }
    }

    /**
     * The events after which the history folds and sends valid requests.
     *
     * @param events all of a conversation
     * @return empty when nothing that could be set aside would help
     */
    static List<ConversationEvent> mended(List<RecordedEvent> events) {
        var history = new BrokenHistory(events);
        history.standing.forEach(history::take);
        history.end();
        history.changesOf(change -> history.lost.stream().anyMatch(changed(change)::contains));
        if (!history.folds()) {
            // They say what the window was like, and it was not like that.
            history.changesOf(change -> true);
        }
        return history.aside.isEmpty() || !history.folds() ? List.of() : history.result();
    }

    private List<ConversationEvent> result() {
        List<ConversationEvent> result = new ArrayList<>(List.of(new EventsSetAside(aside.stream().sorted().toList(), lastMsgId)));
        result.addAll(repairs);
        return result;
    }

    private boolean folds() {
        return folded(new ContextState(), standing.stream().filter(event -> !aside.contains(event.seq())).toList()) != null;
    }

    private void take(RecordedEvent recorded) {
        anyRun = anyRun || recorded.event() instanceof RunStarted;
        if (!anyRun && EventsWithinRun.contain(recorded.event())) {
            setAside(recorded, "event-without-run", "This belongs to a run, and none had begun.");
            return;
        }
        switch (recorded.event()) {
            case AssistantSpoke said -> {
                closeTurn();
                exchange.add(recorded);
                waiting.addAll(said.calls().stream().map(Call::id).toList());
                if (new HashSet<>(waiting).size() < waiting.size()) {
                    setExchangeAside("duplicate-call-id", "A result can't be told from another without an id of its own.");
                }
            }
            case ToolAnswered answer -> {
                if (waiting.remove(answer.callId())) {
                    exchange.add(recorded);
                } else {
                    setAside(recorded, "orphaned-result", "No call waits for this result: a provider would refuse the request.");
                }
            }
            case UserSpoke ignored -> closeTurn();
            case Nudged ignored -> closeTurn();
            case NoticeGiven ignored -> closeTurn();
            default -> { }
        }
    }

    private void closeTurn() {
        if (!waiting.isEmpty()) {
            setExchangeAside("orphaned-call", "A call of this exchange has no result: a provider would refuse the request.");
        }
        exchange.clear();
    }

    /** A run goes on with the last calls of its last message, and only with those. */
    private void end() {
        if (!waiting.isEmpty()) {
            List<String> calls = ((AssistantSpoke) exchange.getFirst().event()).calls().stream().map(Call::id).toList();
            if (!waiting.equals(calls.subList(calls.size() - waiting.size(), calls.size()))) {
                closeTurn();
            }
        }
    }

    private void setExchangeAside(String what, String why) {
        exchange.forEach(event -> setAside(event, what, why));
        exchange.clear();
        waiting.clear();
    }

    private void changesOf(Predicate<ConversationEvent> which) {
        for (RecordedEvent event : standing) {
            if (!aside.contains(event.seq()) && isChange(event.event()) && which.test(event.event())) {
                setAside(event, "orphaned-window-change", "The messages that it names are not as they were: what it changed stands whole in the window.");
            }
        }
    }

    private static boolean isChange(ConversationEvent event) {
        return event instanceof MessagePruned || event instanceof PruneHeld || event instanceof ResultCut || event instanceof ExchangesFolded
                || event instanceof QuestionsFolded || event instanceof MessagesRestored;
    }

    /** 0 for what is no message with a number. */
    private static int msgId(ConversationEvent event) {
        return switch (event) {
            case AssistantSpoke said -> said.msgId();
            case ToolAnswered answer -> answer.msgId();
            default -> 0;
        };
    }

    private static Set<Integer> changed(ConversationEvent event) {
        return switch (event) {
            case MessagePruned prune -> Set.of(prune.msgId());
            case PruneHeld prune -> Set.of(prune.msgId());
            case ResultCut cut -> Set.of(cut.msgId());
            case MessagesRestored restore -> restore.messages().stream()
                    .map(message -> message.said() != null ? message.said().msgId() : message.answered().msgId()).collect(Collectors.toSet());
            default -> Set.of();
        };
    }

    private void setAside(RecordedEvent event, String what, String why) {
        aside.add(event.seq());
        if (msgId(event.event()) > 0) {
            lost.add(msgId(event.event()));
        }
        repairs.add(new HistoryRepaired("runtime", what, why, event.event().toString(), null));
    }
}
