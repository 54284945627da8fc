package palimpsest.runtime.api;

import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.SequencedMap;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.history.ConversationExport;
import palimpsest.runtime.history.ConversationImport;
import palimpsest.runtime.history.ImportedAgents.Wanted;

/** Conversations as files. */
@RestController
@RequestMapping("/api/conversations")
@Tag(name = "Export and import")
class HistoryController {

    private final Conversations conversations;
    private final ConversationExport exports;
    private final ConversationImport imports;
    private final Tenancy tenancy;

    HistoryController(Conversations conversations, ConversationExport exports, ConversationImport imports, Tenancy tenancy) {
        this.conversations = conversations;
        this.exports = exports;
        this.imports = imports;
        this.tenancy = tenancy;
    }

    @GetMapping(path = "/{id}/export", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<StreamingResponseBody> export(@PathVariable UUID id, @RequestParam(defaultValue = "false") boolean text) {
        String tenant = tenancy.current();
        conversations.find(tenant, id);
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename("conversation-" + id + ".json").build().toString())
                .body(out -> TenantScope.of(tenant, () -> exports.write(tenant, id, text, out)));
    }

    @PostMapping(path = "/import", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SequencedMap<String, Object>> importFile(HttpServletRequest request, @RequestParam(required = false) String agent,
                                                            @RequestParam(required = false) String model,
                                                            @RequestParam(name = "user_id", required = false) String userId) throws IOException {
        var result = imports.read(tenancy.current(), request.getInputStream(), new Wanted(agent, model, tenancy.userOr(userId)));
        return ResponseEntity.created(URI.create("/api/conversations/" + result.conversationId())).body(ImportView.of(result));
    }
}
