package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.runtime.api.Views.NoteView;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.WindowView;
import palimpsest.runtime.conversation.WindowView.Line;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.RecordedEvent;

/** What was said, what was noted, and what of it the model sees now. */
@RestController
@RequestMapping("/api/conversations/{id}")
@Tag(name = "History and window")
class WindowController {

    private final Conversations conversations;
    private final WindowView windows;
    private final Tenancy tenancy;

    WindowController(Conversations conversations, WindowView windows, Tenancy tenancy) {
        this.conversations = conversations;
        this.windows = windows;
        this.tenancy = tenancy;
    }

    /** The full history, pruned messages in their original form. */
    @GetMapping("/messages")
    List<SequencedMap<String, Object>> messages(@PathVariable UUID id) {
        List<RecordedEvent> events = conversations.events(tenancy.current(), id, 0);
        ContextState state = ContextState.fold(events);
        List<SequencedMap<String, Object>> messages = new ArrayList<>();
        for (RecordedEvent recorded : events) {
            var base = map("seq", recorded.seq(), "at", recorded.at());
            switch (recorded.event()) {
                case ConversationEvent.UserSpoke said -> messages.add(with(base, "role", "user", "content", said.content()));
                case ConversationEvent.Nudged nudge -> messages.add(with(base, "role", "nudge", "content", nudge.content()));
                case ConversationEvent.AssistantSpoke said -> messages.add(with(base, "role", "assistant", "msg_id", said.msgId(), "content", said.text(),
                        "calls", EventView.calls(said.calls()), "pruned", state.isPruned(said.msgId()), "pruned_by", prunedBy(state, said.msgId()),
                        "tokens", windows.tokens(state, said.msgId())));
                case ConversationEvent.ToolAnswered answer -> messages.add(with(base, "role", "tool", "msg_id", answer.msgId(),
                        "invoking_msg_id", answer.invokingMsgId(), "tool", answer.tool(), "call_id", answer.callId(),
                        "content", windows.originalText(state, answer.msgId()), "pruned", state.isPruned(answer.msgId()),
                        "pruned_by", prunedBy(state, answer.msgId()), "tokens", answer.tokens()));
                case ConversationEvent.RunFinished finished -> {
                    var answer = with(base, "role", "answer");
                    answer.putAll(EventView.result(finished.result()));
                    messages.add(answer);
                }
                case ConversationEvent.RunFailed failed -> messages.add(with(base, "role", "error", "type", Problems.TYPE_PREFIX + failed.type(),
                        "title", failed.title(), "detail", failed.detail(), "retryable", failed.retryable()));
                default -> { }
            }
        }
        return messages;
    }

    @GetMapping("/notes")
    List<NoteView> notes(@PathVariable UUID id) {
        List<RecordedEvent> events = conversations.events(tenancy.current(), id, 0);
        Map<String, Instant> written = new HashMap<>();
        for (RecordedEvent recorded : events) {
            if (recorded.event() instanceof ConversationEvent.NoteWritten note) {
                written.put(note.key(), recorded.at());
            }
        }
        return ContextState.fold(events).notes().all().stream()
                .map(note -> new NoteView(note.key(), note.summary(), note.content(), written.get(note.key()))).toList();
    }

    /** The request that the model would be sent now. */
    @GetMapping("/window")
    SequencedMap<String, Object> window(@PathVariable UUID id) {
        String tenant = tenancy.current();
        ContextState state = conversations.state(tenant, id);
        var terms = conversations.terms(conversations.agent(tenant, conversations.find(tenant, id).agentId()));
        WindowView.Window window = windows.of(terms, state);
        return map("window", window.window(), "request_tokens", window.requestTokens(), "available_tokens", window.availableTokens(),
                "messages", window.lines().stream().map(WindowController::line).toList());
    }

    private static SequencedMap<String, Object> line(Line line) {
        var json = map("msg_id", line.msgId(), "pruned", line.pruned(), "tokens", line.tokens());
        json.putAll(line.wire());
        return json;
    }

    private static String prunedBy(ContextState state, int msgId) {
        return state.prune(msgId).map(ConversationEvent.MessagePruned::by).orElse(null);
    }

    private static SequencedMap<String, Object> with(SequencedMap<String, Object> base, Object... keysAndValues) {
        base.putAll(map(keysAndValues));
        return base;
    }
}
