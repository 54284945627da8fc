package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.context.WindowMessages;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.conversation.WindowView;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent;

/** A message of the history as a client sees it (docs/api.md, History): its original, and what has become of it. */
record HistoryView(WindowMessages window, WindowView windows, WindowMeter meter) {

    /** The events that are messages of the history. */
    static final Collection<Class<? extends ConversationEvent>> SHOWN = List.of(MessageEvent.UserSpoke.class, MessageEvent.Nudged.class,
            MessageEvent.NoticeGiven.class, MessageEvent.AssistantSpoke.class, MessageEvent.ToolAnswered.class,
            RunEvent.RunFinished.class, RunEvent.RunFailed.class);

    SequencedMap<String, Object> of(RecordedEvent recorded) {
        var line = map("seq", recorded.seq(), "at", recorded.at());
        switch (recorded.event()) {
            case MessageEvent.UserSpoke said -> add(line, "role", "user", "content", said.content());
            case MessageEvent.Nudged nudge -> add(line, "role", "nudge", "content", nudge.content());
            case MessageEvent.NoticeGiven notice -> add(line, "role", "nudge", "content", notice.content());
            case MessageEvent.AssistantSpoke said -> {
                add(line, "role", "assistant", "msg_id", said.msgId(), "content", said.text(), "calls", EventView.calls(said.calls()),
                        "ending", EventView.ending(said));
                fate(line, said.msgId(), windows.tokens(meter, new WindowMessage.Assistant(recorded.seq(), said.msgId(), said.text(), said.calls())));
            }
            case MessageEvent.ToolAnswered answer -> {
                add(line, "role", "tool", "msg_id", answer.msgId(), "invoking_msg_id", answer.invokingMsgId(), "tool", answer.tool(),
                        "call_id", answer.callId(), "content", content(recorded.seq(), answer));
                fate(line, answer.msgId(), answer.tokens());
            }
            case RunEvent.RunFinished finished -> {
                add(line, "role", "answer");
                line.putAll(EventView.result(finished.result()));
            }
            case RunEvent.RunFailed failed -> add(line, "role", "error", "type", Problems.TYPE_PREFIX + failed.type(),
                    "title", failed.title(), "detail", failed.detail(), "retryable", failed.retryable());
            default -> throw new IllegalArgumentException("Event " + recorded.seq() + " is no message");
        }
        return line;
    }

    private static String content(long seq, MessageEvent.ToolAnswered answer) {
        return WindowProjection.text(new WindowMessage.Tool(seq, answer.msgId(), answer.invokingMsgId(), answer.callId(), answer.tool(), answer.result()));
    }

    private void fate(SequencedMap<String, Object> line, int msgId, int tokens) {
        boolean pruned = window.isPruned(msgId);
        add(line, "pruned", pruned, "pruned_by", pruned ? window.prunedBy(msgId) : null, "folded", window.isFolded(msgId), "tokens", tokens);
    }

    private static void add(SequencedMap<String, Object> line, Object... keysAndValues) {
        line.putAll(map(keysAndValues));
    }
}
