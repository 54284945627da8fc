package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Notice;
import palimpsest.runtime.context.WindowMessage.Nudge;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessage.Tool;
import palimpsest.runtime.context.WindowMessage.User;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.OriginalMessage;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.QuestionsFolded;
import palimpsest.runtime.event.WindowEvent.ResultCut;

/**
 * The messages of the window in order. A pruned one keeps what its stub needs, a folded one is gone; of both the log has the
 * rest. Besides the window three bits for each message that ever was remain: its role, whether it is folded, who pruned it;
 * and what the agent wrote into stubs, for when they come back from a fold.
 */
public final class WindowMessages {

    private List<WindowMessage> inWindow = new ArrayList<>();
    private Map<Integer, MessagePruned> pruned = new LinkedHashMap<>();
    private Map<Integer, String> summaries = new LinkedHashMap<>();
    private Map<Integer, Held> held = new LinkedHashMap<>();
    private Set<Integer> restored = new HashSet<>();
    private Set<Integer> cut = new HashSet<>();
    private BitSet assistants = new BitSet();
    private BitSet folded = new BitSet();
    private BitSet prunedByAgent = new BitSet();
    private int foldedQuestions;
    private int lastMsgId;
    private int total;
    private int requests;
    private boolean notesChanged;

    WindowMessages() {}

    /**
     * A prune that is held back.
     *
     * @param sinceRequest requests that had been made when it was asked for
     */
    public record Held(PruneHeld prune, int sinceRequest) {}

    void measured() {
        requests++;
        notesChanged = false;
    }

    /** The notes stand in the first question: all behind it is taken in anew by any cache. */
    void notesChanged() {
        notesChanged = true;
    }

    /** Whether the notes are others than in the request before. */
    public boolean notesHaveChanged() {
        return notesChanged;
    }

    void add(WindowMessage message) {
        inWindow.add(message);
        total++;
        if (message instanceof Numbered numbered) {
            lastMsgId = Math.max(lastMsgId, numbered.msgId());
            assistants.set(numbered.msgId(), numbered instanceof Assistant);
        }
    }

    /** Numbers up to this one have been given, though their messages no longer stand. */
    void skipTo(int msgId) {
        lastMsgId = Math.max(lastMsgId, msgId);
    }

    /** Takes the place of the notice before. */
    void add(Notice notice) {
        inWindow.removeIf(Notice.class::isInstance);
        inWindow.add(notice);
    }

    /** False when the message is a stub already. */
    boolean prune(MessagePruned prune) {
        held.remove(prune.msgId());
        if (isPruned(prune.msgId())) {
            return false;
        }
        pruned.put(prune.msgId(), prune);
        restored.remove(prune.msgId());
        if (prune.summary() != null) {
            summaries.put(prune.msgId(), prune.summary());
        }
        prunedByAgent.set(prune.msgId(), prune.by().equals("agent"));
        replace(prune.msgId(), Numbered::slim);
        return true;
    }

    void hold(PruneHeld prune) {
        if (!isPruned(prune.msgId())) {
            held.putIfAbsent(prune.msgId(), new Held(prune, requests));
        }
    }

    void cut(ResultCut change) {
        cut.add(change.msgId());
        replace(change.msgId(), message -> message instanceof Tool tool ? CutResult.of(tool, change) : message);
    }

    void fold(ExchangesFolded fold) {
        Set<Integer> leaving = new HashSet<>(fold.msgIds());
        boolean leaves = false;
        List<WindowMessage> staying = new ArrayList<>(inWindow.size());
        for (WindowMessage message : inWindow) {
            leaves = switch (message) {
                case Assistant assistant -> assistant.isEmpty() ? leaves : leaving.contains(assistant.msgId());
                case User ignored -> false;
                default -> leaves;
            };
            if (!leaves || message instanceof Notice) {
                staying.add(message);
            } else if (message instanceof Numbered numbered) {
                forget(numbered.msgId());
                folded.set(numbered.msgId());
            }
        }
        inWindow = staying;
    }

    /** A question takes along what was said to the model because of it, but no exchange. */
    void fold(QuestionsFolded fold) {
        int leaving = fold.questions() - foldedQuestions;
        List<WindowMessage> staying = new ArrayList<>(inWindow.size());
        int questions = 0;
        boolean alone = false;
        for (WindowMessage message : inWindow) {
            alone = message instanceof User || alone && !(message instanceof Assistant said && !said.isEmpty());
            questions += message instanceof User ? 1 : 0;
            if (questions == 0 || questions > leaving || !alone || !(message instanceof User || message instanceof Nudge)) {
                staying.add(message);
            }
        }
        inWindow = staying;
        foldedQuestions = Math.max(foldedQuestions, fold.questions());
    }

    void restore(MessagesRestored restore) {
        for (OriginalMessage original : restore.messages()) {
            Numbered message = numbered(original);
            boolean whole = restore.msgIds().contains(message.msgId());
            boolean returns = folded.get(message.msgId());
            folded.clear(message.msgId());
            if (returns) {
                inWindow.add(firstAfter(message.seq()), whole ? message : message.slim());
            } else if (whole) {
                replace(message.msgId(), ignored -> message);
            }
            if (whole) {
                forget(message.msgId());
                summaries.remove(message.msgId());
            } else if (returns) {
                pruned.put(message.msgId(), new MessagePruned(message.msgId(), message.role(), prunedBy(message.msgId()), "folded before", 0));
                restored.add(message.msgId());
            }
        }
        restore.msgIds().forEach(held::remove);
        restored.addAll(restore.msgIds());
    }

    private void forget(int msgId) {
        pruned.remove(msgId);
        held.remove(msgId);
        restored.remove(msgId);
        cut.remove(msgId);
    }

    private int firstAfter(long seq) {
        int at = 0;
        while (at < inWindow.size() && inWindow.get(at).seq() < seq) {
            at++;
        }
        return at;
    }

    private void replace(int msgId, UnaryOperator<Numbered> change) {
        inWindow.replaceAll(message -> message instanceof Numbered numbered && numbered.msgId() == msgId ? change.apply(numbered) : message);
    }

    /** A recorded message as it first stood in the window. */
    public static Numbered numbered(OriginalMessage original) {
        return original.said() != null ? assistant(original.seq(), original.said()) : tool(original.seq(), original.answered());
    }

    static Assistant assistant(long seq, AssistantSpoke said) {
        return new Assistant(seq, said.msgId(), said.text(), said.calls());
    }

    static Tool tool(long seq, ToolAnswered answered) {
        return new Tool(seq, answered.msgId(), answered.invokingMsgId(), answered.callId(), answered.tool(), answered.result());
    }

    public List<WindowMessage> inWindow() {
        return Collections.unmodifiableList(inWindow);
    }

    /** A message of the window; empty when there is none of that id or it is folded. */
    public Optional<Numbered> find(int msgId) {
        for (WindowMessage message : inWindow.reversed()) {
            if (message instanceof Numbered numbered && numbered.msgId() == msgId) {
                return Optional.of(numbered);
            }
        }
        return Optional.empty();
    }

    /** The role of any message that ever was: {@code assistant} or {@code tool}. */
    public Optional<String> roleOf(int msgId) {
        return msgId < 1 || msgId > lastMsgId ? Optional.empty() : Optional.of(assistants.get(msgId) ? "assistant" : "tool");
    }

    /** Whether its text has left the window, as a stub or folded. */
    public boolean isPruned(int msgId) {
        return pruned.containsKey(msgId) || isFolded(msgId);
    }

    public boolean isFolded(int msgId) {
        return msgId > 0 && folded.get(msgId);
    }

    /** Whether every message that ever was stands here as it was recorded. */
    public boolean areWhole() {
        return pruned.isEmpty() && cut.isEmpty() && folded.isEmpty() && foldedQuestions == 0;
    }

    /** How many of the conversation's questions, from its first on, have left the window. */
    public int foldedQuestions() {
        return foldedQuestions;
    }

    /** Whether it stands in the window in part. */
    public boolean isCut(int msgId) {
        return cut.contains(msgId);
    }

    /** Whether it was brought back, whole or as a stub: it goes last when room is needed. */
    public boolean isRestored(int msgId) {
        return restored.contains(msgId);
    }

    /** {@code agent} or {@code runtime}, of a message that is pruned. */
    public String prunedBy(int msgId) {
        return prunedByAgent.get(msgId) ? "agent" : "runtime";
    }

    /** What the agent put in the stub of a message; null where it put nothing, or the message is whole. */
    public String summary(int msgId) {
        return summaries.get(msgId);
    }

    /** Prunes asked for that have not taken effect, oldest first. */
    public List<Held> held() {
        return List.copyOf(held.values());
    }

    public boolean isHeld(int msgId) {
        return held.containsKey(msgId);
    }

    /** Stubs in the window. */
    public int stubs() {
        return pruned.size();
    }

    /** Messages that ever were, the user's, the runtime's and the numbered ones. */
    public int total() {
        return total;
    }

    /** Requests made so far. */
    public int requests() {
        return requests;
    }

    int lastMsgId() {
        return lastMsgId;
    }
}
