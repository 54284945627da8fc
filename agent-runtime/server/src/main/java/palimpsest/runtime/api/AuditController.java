package palimpsest.runtime.api;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.audit.AuditEntry;
import palimpsest.memory.audit.AuditLog;
import palimpsest.runtime.conversation.Tenancy;

/** The audit log of the caller's tenant. */
@RestController
@RequestMapping("/api/audit")
@Tag(name = "Audit")
class AuditController {

    private static final int LARGEST_PAGE = 1000;

    private final AuditLog log;
    private final Tenancy tenancy;

    AuditController(AuditLog log, Tenancy tenancy) {
        this.log = log;
        this.tenancy = tenancy;
    }

    /** An entry; no content of the request is in it. */
    record EntryView(long id, Instant at, @Nullable String user, String caller, String method, String path, Map<String, String> targets, int status,
                     String outcome) {
        static EntryView of(AuditEntry entry) {
            return new EntryView(entry.id(), entry.at(), entry.user(), entry.caller(), entry.method(), entry.path(), entry.targets(), entry.status(),
                    entry.outcome().label());
        }
    }

    /** @param next what {@code after} has to be for what follows */
    record PageView(List<EntryView> entries, long next) {}

    /**
     * @param after the id after which entries are wanted, oldest first; the newest entries when not given
     * @param limit 1 to 1000
     */
    @GetMapping
    PageView list(@RequestParam(required = false) Long after, @RequestParam(defaultValue = "100") int limit) {
        int most = Parameters.within("limit", limit, 1, LARGEST_PAGE);
        List<AuditEntry> entries = after == null ? log.newest(tenancy.current(), most) : log.after(tenancy.current(), after, most);
        long next = entries.isEmpty() ? after == null ? 0 : after : entries.getLast().id();
        return new PageView(entries.stream().map(EntryView::of).toList(), next);
    }
}
