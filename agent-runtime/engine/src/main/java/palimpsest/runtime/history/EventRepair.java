package palimpsest.runtime.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.EventsWithinRun;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunRewound;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.tools.spi.ToolOutcome;

/**
 * Mends a history of our own events that was cut off or edited: calls and results pair up, message ids count upwards, every run
 * ends. A whole history stays as it is, event by event.
 */
public final class EventRepair {

    static final String LOST = "The result of this call is missing in the history. Call the tool again if it is still needed.";
    static final RunFailed UNFINISHED = new RunFailed("imported-unfinished", "The run had not ended",
            "The history stops before this run had an answer. Ask again.", true);

    private final List<HistoryEntry> entries = new ArrayList<>();
    private final List<Repair> repairs = new ArrayList<>();
    private final SequencedMap<String, Call> pending = new LinkedHashMap<>();
    private final Map<Integer, Integer> newIds = new HashMap<>();
    private HistoryEntry now;
    private int invoking;
    private int lastMsgId;
    private boolean anyRun;
    private boolean running;
    /** Whether every event stands where it stood; what was put in at the end moves none. */
    private boolean inPlace;

    private EventRepair() {}

    /** A history that folds and sends valid requests, and what was done for it. */
    public record Mended(List<HistoryEntry> entries, List<Repair> repairs) {}

    public static Mended mend(List<HistoryEntry> given) {
        EventRepair asGiven = mended(given);
        if (asGiven.inPlace && HistorySoundness.of(asGiven.entries)) {
            return new Mended(asGiven.entries, asGiven.repairs);
        }
        StandingAlone alone = StandingAlone.of(given);
        EventRepair mended = mended(alone.entries());
        mended.repairs.addAll(alone.repairs());
        return new Mended(mended.entries.stream().map(HistoryEntry::unnumbered).toList(), mended.repairs);
    }

    private static EventRepair mended(List<HistoryEntry> given) {
        var repair = new EventRepair();
        given.forEach(repair::take);
        repair.inPlace = repair.repairs.isEmpty();
        repair.end();
        return repair;
    }

    private void take(HistoryEntry entry) {
        HistoryEntry before = now;
        now = entry;
        switch (entry.event()) {
            case UserSpoke said -> {
                closeTurn(before);
                add(said);
            }
            case RunStarted started -> {
                closeTurn(before);
                closeRun(before);
                anyRun = true;
                running = true;
                add(started);
            }
            case ConversationEvent event when !anyRun && EventsWithinRun.contain(event) ->
                    repairs.add(new Repair("event-without-run", "This belongs to a run, and none had begun.", event.toString(), null));
            case AssistantSpoke said -> {
                closeTurn(before);
                add(numbered(said));
            }
            case ToolAnswered answer -> takeAnswer(answer);
            case MessagePruned prune -> takePrune(prune);
            case Nudged nudge -> {
                closeTurn(before);
                add(nudge);
            }
            case RunRewound rewound -> {
                // The run goes on before whatever waited or ended.
                pending.clear();
                running = true;
                lastMsgId = Math.max(lastMsgId, rewound.lastMsgId());
                add(rewound);
            }
            case RunFinished finished -> {
                closeTurn(before);
                running = false;
                add(finished);
            }
            case RunFailed failed -> {
                closeTurn(before);
                running = false;
                add(failed);
            }
            case ConversationEvent other -> add(other);
        }
    }

    private AssistantSpoke numbered(AssistantSpoke said) {
        Set<String> own = new HashSet<>();
        List<Call> calls = new ArrayList<>();
        for (Call call : said.calls()) {
            String id = call.id();
            while (id == null || id.isBlank() || !own.add(id)) {
                id = "call_" + said.msgId() + "_" + (calls.size() + own.size());
            }
            if (!id.equals(call.id())) {
                repairs.add(new Repair("duplicate-call-id", "A result can't be told from another without an id of its own.", call.id(), id));
            }
            calls.add(new Call(id, call.name(), call.arguments()));
        }
        calls.forEach(call -> pending.put(call.id(), call));
        invoking = number(said.msgId());
        return new AssistantSpoke(invoking, said.text(), List.copyOf(calls), said.inputTokens(), said.outputTokens(), said.ending());
    }

    private void takeAnswer(ToolAnswered answer) {
        if (pending.remove(answer.callId()) == null) {
            repairs.add(new Repair("orphaned-result", "No call waits for this result: a provider would refuse the request.", answer.toString(), null));
        } else {
            add(new ToolAnswered(number(answer.msgId()), invoking, answer.callId(), answer.tool(), answer.result(), answer.tokens()));
        }
    }

    private void takePrune(MessagePruned prune) {
        Integer msgId = newIds.get(prune.msgId());
        if (msgId == null) {
            repairs.add(new Repair("orphaned-prune", "There is no message " + prune.msgId() + " before it.", prune.toString(), null));
        } else {
            add(new MessagePruned(msgId, prune.role(), prune.by(), prune.reason(), prune.tokensSaved(), prune.requestTokens(), prune.summary()));
        }
    }

    /** The id as it is, unless one that was put in before it took it. */
    private int number(int given) {
        lastMsgId = Math.max(given, lastMsgId + 1);
        newIds.put(given, lastMsgId);
        return lastMsgId;
    }

    /** Calls that wait get an error as their result. */
    private void closeTurn(HistoryEntry at) {
        for (Call call : pending.values()) {
            var answer = new ToolAnswered(++lastMsgId, invoking, call.id(), call.name(), ToolOutcome.error(LOST).result(), 0);
            entries.add(new HistoryEntry(0, at.runId(), at.at(), answer));
            repairs.add(new Repair("orphaned-call", "A call without a result makes every later request invalid: it got an error as its result.",
                    call.toString(), LOST));
        }
        pending.clear();
    }

    private void closeRun(HistoryEntry at) {
        if (running) {
            entries.add(new HistoryEntry(0, at.runId(), at.at(), UNFINISHED));
            repairs.add(new Repair("unfinished-run", "The run that it belongs to goes on elsewhere, or nowhere: here it ends.", null, UNFINISHED.title()));
            running = false;
        }
    }

    private void end() {
        closeTurn(now);
        closeRun(now);
    }

    private void add(ConversationEvent event) {
        entries.add(new HistoryEntry(now.seq(), now.runId(), now.at(), event));
    }
}
