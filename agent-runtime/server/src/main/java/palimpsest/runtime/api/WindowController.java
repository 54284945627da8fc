package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.runtime.api.Views.NoteView;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.conversation.WindowView;
import palimpsest.runtime.conversation.WindowView.Line;
import palimpsest.runtime.event.NoteEvent.NoteWritten;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunTerms;

/** What was said, what was noted, and what of it the model sees now. */
@RestController
@RequestMapping("/api/conversations/{id}")
@Tag(name = "History and window")
class WindowController {

    private static final String USUAL = "500";
    private static final int MOST = 1000;

    private final Conversations conversations;
    private final Agents agents;
    private final WindowView windows;
    private final Tenancy tenancy;

    WindowController(Conversations conversations, Agents agents, WindowView windows, Tenancy tenancy) {
        this.conversations = conversations;
        this.agents = agents;
        this.windows = windows;
        this.tenancy = tenancy;
    }

    /** A page of the history after event {@code after}, pruned messages in their original form; the header {@code Link} names the next page. */
    @GetMapping("/messages")
    ResponseEntity<List<SequencedMap<String, Object>>> messages(@PathVariable UUID id, @RequestParam(defaultValue = "0") long after,
                                                                @RequestParam(defaultValue = USUAL) int limit) {
        String tenant = tenancy.current();
        int most = Parameters.within("limit", limit, 1, MOST);
        ContextState state = conversations.state(tenant, id);
        var history = new HistoryView(state.window(), windows, windows.meter(terms(id), state));
        List<RecordedEvent> events = conversations.events(tenant, id, HistoryView.SHOWN, after, most + 1);
        List<RecordedEvent> page = events.subList(0, Math.min(most, events.size()));
        var response = ResponseEntity.ok();
        if (events.size() > most) {
            response.header(HttpHeaders.LINK, "</api/conversations/" + id + "/messages?after=" + page.getLast().seq() + "&limit=" + most + ">; rel=\"next\"");
        }
        return response.body(page.stream().map(history::of).toList());
    }

    @GetMapping("/notes")
    List<NoteView> notes(@PathVariable UUID id) {
        String tenant = tenancy.current();
        Map<String, Instant> written = new HashMap<>();
        conversations.events(tenant, id, List.of(NoteWritten.class), 0, Integer.MAX_VALUE)
                .forEach(recorded -> written.put(((NoteWritten) recorded.event()).key(), recorded.at()));
        return conversations.state(tenant, id).notes().all().stream()
                .map(note -> new NoteView(note.key(), note.summary(), note.content(), written.get(note.key()))).toList();
    }

    /** The request that the model would be sent now, or would have been sent after event {@code at}, with the notes and documents that there were. */
    @GetMapping("/window")
    SequencedMap<String, Object> window(@PathVariable UUID id, @RequestParam(required = false) Long at) {
        String tenant = tenancy.current();
        if (at != null && at < 0) {
            throw RequestRefused.invalid("at", "at is the number of an event, 0 or more, not " + at + ".");
        }
        ContextState state = at == null ? conversations.state(tenant, id) : conversations.stateAt(tenant, id, at);
        WindowView.Window window = windows.of(terms(id), state);
        return map("at", state.lastSeq(), "window", window.window(), "request_tokens", window.requestTokens(), "available_tokens", window.availableTokens(),
                "messages", window.lines().stream().map(WindowController::line).toList(),
                "notes", state.notes().all().stream().map(note -> map("key", note.key(), "summary", note.summary())).toList(),
                "documents", state.documents().stream().map(document -> map("id", document.id(), "name", document.name(), "tokens", document.tokens())).toList());
    }

    private static SequencedMap<String, Object> line(Line line) {
        var json = map("msg_id", line.msgId(), "seq", line.seq(), "pruned", line.pruned(), "tokens", line.tokens());
        json.putAll(line.wire());
        return json;
    }

    private RunTerms terms(UUID id) {
        String tenant = tenancy.current();
        return agents.shownTerms(agents.of(tenant, conversations.find(tenant, id)));
    }
}
