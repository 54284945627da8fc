package palimpsest.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.NoteAddress;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.note.NoteOwner;
import palimpsest.memory.note.NoteVersion;
import palimpsest.memory.pack.procedure.ProcedureState;
import palimpsest.tools.note.LastingNoteRepository;
import palimpsest.tools.spi.Budget;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.Recalled;
import palimpsest.tools.spi.ScanPosition;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.structured.StructuredNoteRepository;

/** A conversation for a test: effects take effect at once. */
final class Scene implements ToolContext {

    static final String TENANT = "test";

    final InMemoryDocuments store = new InMemoryDocuments();
    final InMemoryNotes lasting = new InMemoryNotes();
    private final Map<String, Integer> known = new HashMap<>();
    ContextTools tools = ContextTools.over(store, store);
    private final List<Document> documents = new ArrayList<>();
    private NoteBook notes = NoteBook.empty();
    private Effect.IndexBuilt index;
    private ScanPosition scan = ScanPosition.START;
    private final SequencedSet<String> searched = new LinkedHashSet<>();
    private final Set<Integer> pruned = new HashSet<>();
    private final Map<String, ProcedureState> hearings = new HashMap<>();
    final Map<String, Integer> answered = new HashMap<>();
    List<String> said = List.of();
    List<Recalled> past = List.of();
    Budget budget = new Budget(1, 1000, 49);
    Map<Integer, String> roles = Map.of(1, "assistant", 2, "tool");

    Scene structured() {
        return structured(BaselineGates.everything());
    }

    /** @param gate in front of notes that last */
    Scene structured(MemoryGate gate) {
        var repository = new StructuredNoteRepository(new LastingNoteRepository(lasting, gate));
        tools = ContextTools.over(store, store, repository).withStructuredNotes(repository);
        return this;
    }

    Scene with(String name, String text) {
        documents.add(store.add(TENANT, name, text));
        return this;
    }

    /** Calls a tool as the loop would; an invalid argument is an error result. */
    ToolOutcome call(String tool, Object... keysAndValues) {
        ToolOutcome outcome;
        try {
            outcome = tools.find(tool).orElseThrow().execute(new ToolArguments(ToolOutcome.result(keysAndValues)), this);
        } catch (InvalidArgument e) {
            outcome = ToolOutcome.error(e.getMessage());
        }
        if (!outcome.isError()) {
            answered.merge(tool, 1, Integer::sum);
        }
        outcome.effects().forEach(this::apply);
        return outcome;
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.NoteWritten note -> notes = notes.with(new Note(note.key(), note.summary(), note.content()));
            case Effect.NoteDeleted note -> notes = notes.without(note.key());
            case Effect.IndexBuilt built -> index = built;
            case Effect.ScanMoved moved -> scan = new ScanPosition(moved.scanMode(), moved.lastChunk());
            case Effect.Searched words -> searched.addAll(words.keywords());
            case Effect.MessagePruned prune -> pruned.add(prune.msgId());
            case Effect.MessageRestored restore -> pruned.remove(restore.msgId());
            case Effect.TextRead ignored -> { }
            case Effect.MemoryRecalled ignored -> { }
            case Effect.LastingNoteWritten note -> {
                var address = NoteAddress.parse(note.address()).orElseThrow();
                lasting.append(TENANT, new NoteOwner(address.scope(), note.owner()), address.key(), note.version() - 1, note.summary(), note.content(),
                        NoteVersion.Origin.PERSON);
                known.computeIfPresent(note.address(), (key, version) -> version == note.version() - 1 ? note.version() : version);
                known.putIfAbsent(note.address(), note.version() == 1 ? 1 : 0);
            }
            case Effect.LastingNoteRead note -> known.put(note.address(), note.version());
            case Effect.ProcedureActed acted -> hearings.merge(acted.courtType(), ProcedureState.START.with(acted.stage(), acted.act()),
                    (before, first) -> before.with(acted.stage(), acted.act()));
            case Effect.Finished ignored -> { }
        }
    }

    @Override
    public String tenant() {
        return TENANT;
    }

    @Override
    public List<Document> documents() {
        return documents;
    }

    @Override
    public NoteBook notes() {
        return notes;
    }

    @Override
    public Optional<UUID> conversationId() {
        return Optional.of(new UUID(0, 1));
    }

    @Override
    public int knownVersion(String address) {
        return known.getOrDefault(address, 0);
    }

    @Override
    public Optional<Effect.IndexBuilt> index() {
        return Optional.ofNullable(index);
    }

    @Override
    public ScanPosition scan() {
        return scan;
    }

    @Override
    public SequencedSet<String> searchedKeywords() {
        return searched;
    }

    @Override
    public Optional<String> roleOf(int msgId) {
        return Optional.ofNullable(roles.get(msgId));
    }

    @Override
    public Budget budget() {
        return budget;
    }

    @Override
    public boolean isPruned(int msgId) {
        return pruned.contains(msgId);
    }

    @Override
    public List<String> said() {
        return said;
    }

    @Override
    public int answered(Set<String> names) {
        return names.stream().mapToInt(name -> answered.getOrDefault(name, 0)).sum();
    }

    @Override
    public ProcedureState procedure(String pack, String courtType) {
        return hearings.getOrDefault(courtType, ProcedureState.START);
    }

    @Override
    public List<Recalled> recall(String query, int limit) {
        return past.stream().filter(found -> found.snippet().contains(query)).limit(limit).toList();
    }
}
