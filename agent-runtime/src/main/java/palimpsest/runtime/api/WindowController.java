package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.runtime.api.Views.NoteView;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.WindowView;
import palimpsest.runtime.conversation.WindowView.Line;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationEvent.RunTerms;
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

    /** The history, pruned messages in their original form; all of it, or a page of {@code limit} after event {@code after}. */
    @GetMapping("/messages")
    List<SequencedMap<String, Object>> messages(@PathVariable UUID id, @RequestParam(defaultValue = "0") long after,
                                                @RequestParam(required = false) Integer limit) {
        String tenant = tenancy.current();
        ContextState state = conversations.state(tenant, id);
        var history = new HistoryView(state.window(), windows, windows.meter(terms(id), state));
        return conversations.events(tenant, id, HistoryView.SHOWN, after, limit == null ? Integer.MAX_VALUE : limit).stream().map(history::of).toList();
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
        WindowView.Window window = windows.of(terms(id), state);
        return map("window", window.window(), "request_tokens", window.requestTokens(), "available_tokens", window.availableTokens(),
                "messages", window.lines().stream().map(WindowController::line).toList());
    }

    private static SequencedMap<String, Object> line(Line line) {
        var json = map("msg_id", line.msgId(), "pruned", line.pruned(), "tokens", line.tokens());
        json.putAll(line.wire());
        return json;
    }

    private RunTerms terms(UUID id) {
        String tenant = tenancy.current();
        return conversations.terms(conversations.agent(tenant, conversations.find(tenant, id).agentId()));
    }
}
