package palimpsest.runtime.past;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.MemoryEvent.MemoryRecalled;
import palimpsest.runtime.event.MessageEvent.NoticeGiven;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.WindowEvent.CalibrationRaised;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.QuestionsFolded;
import palimpsest.runtime.event.WindowEvent.ResultCut;

/**
 * One change of a conversation's context, as its event tells it.
 *
 * @param recorded    the event
 * @param kind        {@code prune}, {@code held-back}, {@code fold}, {@code cut}, {@code restore}, {@code calibration}, {@code notice},
 *                    {@code repair} or {@code recall}
 * @param by          {@code agent}, {@code runtime}, {@code user} or {@code import}
 * @param msgIds      messages that it is about
 * @param before      tokens of the request before; null where the log does not say
 * @param tokensSaved by which the request became smaller, negative when it grew; of what is held back, by which it will
 */
public record LedgerEntry(RecordedEvent recorded, String kind, String by, String reason, List<Integer> msgIds, Integer before, int tokensSaved) {

    /** The events that are entries. */
    public static final Collection<Class<? extends ConversationEvent>> EVENTS = List.of(MessagePruned.class, PruneHeld.class, ExchangesFolded.class,
            QuestionsFolded.class, ResultCut.class, MessagesRestored.class, CalibrationRaised.class, NoticeGiven.class, HistoryRepaired.class,
            MemoryRecalled.class);

    /** Empty when the event changes nothing of the context. */
    public static Optional<LedgerEntry> of(RecordedEvent recorded) {
        return Optional.ofNullable(switch (recorded.event()) {
            case MessagePruned prune -> new LedgerEntry(recorded, "prune", prune.by(), prune.reason(), List.of(prune.msgId()), prune.requestTokens(),
                    prune.tokensSaved());
            case MemoryRecalled recall when recall.by().equals(MemoryRecalled.RUNTIME) -> new LedgerEntry(recorded, "recall", recall.by(),
                    recall.items().size() + " memories of the user for the question", List.of(recall.msgId()), recall.requestTokens(), -recall.tokens());
            case PruneHeld held -> new LedgerEntry(recorded, "held-back", held.by(), held.reason(), List.of(held.msgId()), held.requestTokens(),
                    held.tokensSaved());
            case ExchangesFolded fold -> new LedgerEntry(recorded, "fold", fold.by(), fold.reason(), fold.msgIds(), fold.requestTokens(), fold.tokensSaved());
            case QuestionsFolded fold -> new LedgerEntry(recorded, "fold", "runtime", fold.reason(), List.of(), fold.requestTokens(), fold.tokensSaved());
            case ResultCut cut -> new LedgerEntry(recorded, "cut", "runtime", "larger than what was left of the window: "
                    + cut.characters() + " of " + cut.ofCharacters() + " characters entered", List.of(cut.msgId()), cut.requestTokens(), cut.tokensSaved());
            case MessagesRestored restore -> new LedgerEntry(recorded, "restore", restore.by(), restore.reason(), restored(restore), restore.requestTokens(),
                    -restore.tokens());
            case CalibrationRaised raise -> new LedgerEntry(recorded, "calibration", "runtime", raise.reason() + ": a counted token stands for "
                    + raise.to() + " instead of " + raise.from(), List.of(), raise.requestTokens(), 0);
            case NoticeGiven notice -> new LedgerEntry(recorded, "notice", "runtime", notice.content(), List.of(), null, 0);
            case HistoryRepaired repair -> new LedgerEntry(recorded, "repair", repair.by(), repair.what() + ": " + repair.why(), List.of(), null, 0);
            default -> null;
        });
    }

    /** Tokens of the request after; null where the log does not say. What is held back has changed nothing yet. */
    public Integer after() {
        return before == null ? null : kind.equals("held-back") ? before : Integer.valueOf(before - tokensSaved);
    }

    private static List<Integer> restored(MessagesRestored restore) {
        return !restore.msgIds().isEmpty() ? restore.msgIds()
                : restore.messages().stream().map(message -> message.said() != null ? message.said().msgId() : message.answered().msgId()).toList();
    }
}
