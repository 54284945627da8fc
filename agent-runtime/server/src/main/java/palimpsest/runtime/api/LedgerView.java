package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import java.util.SequencedMap;
import palimpsest.runtime.past.LedgerEntry;

/** An entry of the ledger as a client sees it (docs/api.md, Ledger). */
final class LedgerView {

    private LedgerView() {}

    /** What the event itself says. */
    static SequencedMap<String, Object> of(LedgerEntry entry) {
        return map("kind", entry.kind(), "by", entry.by(), "reason", entry.reason(), "msg_ids", entry.msgIds(), "tokens_before", entry.before(),
                "tokens_after", entry.after(), "tokens_saved", entry.tokensSaved());
    }
}
