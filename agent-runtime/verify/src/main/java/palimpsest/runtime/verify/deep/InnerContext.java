package palimpsest.runtime.verify.deep;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.pack.procedure.Hearing;
import palimpsest.memory.pack.procedure.ProcedureState;
import palimpsest.runtime.verify.Facts;
import palimpsest.tools.spi.Budget;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ScanPosition;
import palimpsest.tools.spi.ToolContext;

/** The conversation as tools of the inner agent see it; they change nothing in it. */
record InnerContext(Facts facts) implements ToolContext {

    @Override
    public String tenant() {
        return facts.tenant();
    }

    @Override
    public Optional<UUID> conversationId() {
        return Optional.of(facts.conversationId());
    }

    @Override
    public List<Document> documents() {
        return facts.documents();
    }

    @Override
    public NoteBook notes() {
        return facts.notes();
    }

    @Override
    public Optional<Effect.IndexBuilt> index() {
        return Optional.empty();
    }

    @Override
    public ScanPosition scan() {
        return ScanPosition.START;
    }

    @Override
    public SequencedSet<String> searchedKeywords() {
        return new LinkedHashSet<>();
    }

    @Override
    public Optional<String> roleOf(int msgId) {
        return Optional.empty();
    }

    @Override
    public Budget budget() {
        return new Budget(0, 0, 0);
    }

    @Override
    public List<String> said() {
        return facts.said();
    }

    @Override
    public ProcedureState procedure(String pack, String courtType) {
        return facts.hearings().stream().filter(hearing -> hearing.courtType().equals(courtType)).findFirst().orElseGet(() -> Hearing.notBegun(courtType)).under(pack);
    }
}
