package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.conversation.WindowView;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.past.LedgerEntry;
import palimpsest.runtime.past.Undo;

/** What was done to the context, and how a person takes it back. */
@RestController
@RequestMapping("/api/conversations/{id}/ledger")
@Tag(name = "Ledger")
class LedgerController {

    private static final int MOST = 1000;

    private final Conversations conversations;
    private final WindowView windows;
    private final Undo undo;
    private final Tenancy tenancy;

    LedgerController(Conversations conversations, WindowView windows, Undo undo, Tenancy tenancy) {
        this.conversations = conversations;
        this.windows = windows;
        this.undo = undo;
        this.tenancy = tenancy;
    }

    /** Entries after event {@code after}, oldest first. */
    @GetMapping
    List<SequencedMap<String, Object>> ledger(@PathVariable UUID id, @RequestParam(defaultValue = "0") long after, @RequestParam(defaultValue = "200") int limit) {
        int most = Parameters.within("limit", limit, 1, MOST);
        ContextState state = conversations.state(tenancy.current(), id);
        return conversations.events(tenancy.current(), id, LedgerEntry.EVENTS, after, most).stream()
                .map(recorded -> entry(recorded, state)).toList();
    }

    /** Takes effect with the next request. */
    @PostMapping("/{seq}/undo")
    SequencedMap<String, Object> undo(@PathVariable UUID id, @PathVariable long seq) {
        RecordedEvent done = conversations.undo(tenancy.current(), id, seq, windows, undo);
        return entry(done, conversations.state(tenancy.current(), id));
    }

    private static SequencedMap<String, Object> entry(RecordedEvent recorded, ContextState state) {
        LedgerEntry entry = LedgerEntry.of(recorded).orElseThrow();
        var view = map("seq", recorded.seq(), "at", recorded.at(), "run_id", recorded.runId());
        view.putAll(LedgerView.of(entry));
        view.put("undoable", Undo.isPossible(entry, state));
        return view;
    }
}
