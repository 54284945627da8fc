package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.note.NoteVersion;
import palimpsest.runtime.conversation.LastingNoteBook;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.Tenancy;

/** Notes of agents and users, with their versions. A writer says by {@code If-Match} which version it has seen. */
@RestController
@RequestMapping("/api/notes")
@Tag(name = "Lasting notes")
class NoteController {

    private final LastingNoteBook notes;
    private final Tenancy tenancy;

    NoteController(LastingNoteBook notes, Tenancy tenancy) {
        this.notes = notes;
        this.tenancy = tenancy;
    }

    record NoteRequest(String summary, String content) {}

    /** @param notes that stand */
    record NoteHoldingView(String scope, String owner, int notes, @JsonProperty("changed_at") Instant changedAt) {}

    /** Who has notes: all agents, oneself and, for an administrator, every user. */
    @GetMapping
    List<NoteHoldingView> holdings() {
        Optional<String> only = tenancy.administers() ? Optional.empty() : tenancy.user();
        return notes.holdings(tenancy.current(), only).stream()
                .map(held -> new NoteHoldingView(held.owner().scope().label(), held.owner().id(), held.notes(), held.at())).toList();
    }

    @GetMapping("/{scope}/{owner}")
    List<SequencedMap<String, Object>> list(@PathVariable String scope, @PathVariable String owner) {
        return notes.list(tenancy.current(), scope, owner).stream().map(NoteController::view).toList();
    }

    @GetMapping("/{scope}/{owner}/note")
    ResponseEntity<SequencedMap<String, Object>> one(@PathVariable String scope, @PathVariable String owner, @RequestParam String key,
                                                     @RequestParam(required = false) Integer version) {
        return tagged(HttpStatus.OK, notes.read(tenancy.current(), scope, owner, key, version));
    }

    @GetMapping("/{scope}/{owner}/versions")
    List<SequencedMap<String, Object>> versions(@PathVariable String scope, @PathVariable String owner, @RequestParam String key) {
        return notes.versions(tenancy.current(), scope, owner, key).stream().map(NoteController::view).toList();
    }

    @PutMapping("/{scope}/{owner}/note")
    ResponseEntity<SequencedMap<String, Object>> write(@PathVariable String scope, @PathVariable String owner, @RequestParam String key,
                                                       @RequestHeader(name = "If-Match", required = false) String ifMatch, @RequestBody NoteRequest note) {
        Integer base = version(ifMatch);
        NoteVersion written = notes.write(tenancy.current(), scope, owner, key, base, note.summary(), note.content());
        return tagged(written.version() == 1 ? HttpStatus.CREATED : HttpStatus.OK, written);
    }

    /** Brings the content of an old version back, as a new one. */
    @PostMapping("/{scope}/{owner}/restore")
    ResponseEntity<SequencedMap<String, Object>> restore(@PathVariable String scope, @PathVariable String owner, @RequestParam String key,
                                                         @RequestParam int version, @RequestHeader(name = "If-Match", required = false) String ifMatch) {
        return tagged(HttpStatus.OK, notes.restore(tenancy.current(), scope, owner, key, version, version(ifMatch)));
    }

    @DeleteMapping("/{scope}/{owner}/note")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String scope, @PathVariable String owner, @RequestParam String key,
                @RequestHeader(name = "If-Match", required = false) String ifMatch) {
        notes.delete(tenancy.current(), scope, owner, key, version(ifMatch));
    }

    private static Integer version(String ifMatch) {
        if (ifMatch == null) {
            return null;
        }
        try {
            return Integer.valueOf(ifMatch.strip().replaceAll("^\"|\"$", ""));
        } catch (NumberFormatException e) {
            throw RequestRefused.invalid("If-Match", "If-Match must be the version in quotes, as the ETag says it, not " + ifMatch + ".");
        }
    }

    private static ResponseEntity<SequencedMap<String, Object>> tagged(HttpStatus status, NoteVersion note) {
        return ResponseEntity.status(status).eTag("\"" + note.version() + "\"").body(view(note));
    }

    private static SequencedMap<String, Object> view(NoteVersion note) {
        return map("key", note.key(), "version", note.version(), "summary", note.summary(), "content", note.content(), "deleted", note.deleted(),
                "author", note.origin().author(), "conversation_id", note.origin().conversationId(), "event_id", note.origin().seq(),
                "msg_id", note.origin().msgId(), "run_id", note.origin().runId(), "at", note.at());
    }
}
