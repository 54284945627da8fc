package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import java.util.SequencedMap;
import palimpsest.runtime.history.ConversationImport;

/** What an import did; the same keys over REST and on the command line. */
public final class ImportView {

    private ImportView() {}

    public static SequencedMap<String, Object> of(ConversationImport.Result result) {
        return map("id", result.conversationId(), "agent_id", result.agent().id(), "agent", result.agent().name(), "events", result.events(),
                "missing_documents", result.missingDocuments().stream().map(missing -> map("name", missing.name(), "sha256", missing.sha256())).toList(),
                "repairs", result.repairs().stream().map(repair -> map("what", repair.what(), "why", repair.why(), "before", repair.before(),
                        "after", repair.after())).toList());
    }
}
