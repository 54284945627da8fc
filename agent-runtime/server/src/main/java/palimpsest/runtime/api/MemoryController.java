package palimpsest.runtime.api;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.CriterionBasis;
import palimpsest.memory.longterm.Forget;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.LongTermMemory.Replayed;
import palimpsest.memory.longterm.MemoryEnrichment;
import palimpsest.memory.longterm.MemoryRecord;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.memory.longterm.Recall;
import palimpsest.runtime.api.MemoryViews.ClusterView;
import palimpsest.runtime.api.MemoryViews.DecisionView;
import palimpsest.runtime.api.MemoryViews.DecisionsView;
import palimpsest.runtime.api.MemoryViews.ForgetRequest;
import palimpsest.runtime.api.MemoryViews.FoundView;
import palimpsest.runtime.api.MemoryViews.OverruleRequest;
import palimpsest.runtime.api.MemoryViews.ReceiptView;
import palimpsest.runtime.api.MemoryViews.RecordView;
import palimpsest.runtime.api.MemoryViews.ReplaceRequest;
import palimpsest.runtime.api.MemoryViews.ReplayRequest;
import palimpsest.runtime.api.MemoryViews.ReplayView;
import palimpsest.runtime.api.MemoryViews.ReplayedView;
import palimpsest.runtime.api.MemoryViews.SearchRequest;
import palimpsest.runtime.api.MemoryViews.TurnRequest;
import palimpsest.runtime.api.MemoryViews.TurnsRequest;
import palimpsest.runtime.api.MemoryViews.VerifyRequest;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.Tenancy;

/** Long-term memory over conversations (docs/memory.md). */
@RestController
@RequestMapping("/api/memory")
@Tag(name = "Memory")
class MemoryController {

    private static final int MOST_TURNS = 1000;
    private static final int MOST_CHARACTERS = 20_000;
    private static final int MOST_LISTED = 1000;
    private static final int FOUND = 20;
    private static final int MOST_FOUND = 200;

    private final LongTermMemory memory;
    private final ObjectProvider<MemoryEnrichment> enrichment;
    private final Tenancy tenancy;

    MemoryController(LongTermMemory memory, ObjectProvider<MemoryEnrichment> enrichment, Tenancy tenancy) {
        this.memory = memory;
        this.enrichment = enrichment;
        this.tenancy = tenancy;
    }

    @PostMapping("/turns")
    DecisionsView store(@RequestBody TurnsRequest request) {
        String subject = own(request.subject());
        required(request.conversation(), "conversation");
        if (request.turns() == null || request.turns().isEmpty() || request.turns().size() > MOST_TURNS) {
            throw invalid("turns", "Send 1 to " + MOST_TURNS + " turns.");
        }
        var decided = memory.remember(tenancy.current(), subject, request.conversation(),
                IntStream.range(0, request.turns().size()).mapToObj(i -> turn(request.turns().get(i), "turns[" + i + "]")).toList());
        enrichment.ifAvailable(MemoryEnrichment::wake);
        return new DecisionsView(decided.stream().map(DecisionView::of).toList());
    }

    private static NumberedTurn turn(TurnRequest turn, String field) {
        if (turn == null) {
            throw invalid(field, field + " is no turn.");
        }
        if (turn.seq() == null) {
            throw invalid(field + ".seq", "Every turn needs its seq: a number within its conversation, by which it counts once.");
        }
        required(turn.speaker(), field + ".speaker");
        required(turn.text(), field + ".text");
        if (turn.text().length() > MOST_CHARACTERS) {
            throw invalid(field + ".text", "Turn " + turn.seq() + " is too long: send at most " + MOST_CHARACTERS + " characters.");
        }
        return new NumberedTurn(turn.seq(), new Turn(turn.speaker(), Parameters.time(field + ".at", turn.at()), turn.text(), turn.caption()));
    }

    @PostMapping("/search")
    List<FoundView> search(@RequestBody SearchRequest request) {
        String subject = own(request.subject());
        required(request.query(), "query");
        int limit = request.limit() == null ? FOUND : Parameters.within("limit", request.limit(), 1, MOST_FOUND);
        return memory.recall(tenancy.current(), new Recall(subject, request.query(), Parameters.time("valid_at", request.validAt()),
                Parameters.time("known_at", request.knownAt()), limit)).stream().map(FoundView::of).toList();
    }

    @GetMapping("/records")
    List<RecordView> records(@RequestParam(required = false) String subject, @RequestParam(required = false) String kind,
                             @RequestParam(name = "valid_at", required = false) Instant validAt,
                             @RequestParam(name = "known_at", required = false) Instant knownAt, @RequestParam(defaultValue = "100") int limit) {
        String of = own(subject);
        MemoryRecord.Kind wanted = kind == null ? null : refusing("kind", () -> MemoryRecord.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), "kind is utterance, fact, preference or episode.");
        return memory.list(tenancy.current(), of, wanted, Parameters.time("valid_at", validAt), Parameters.time("known_at", knownAt), listed(limit)).stream().map(RecordView::of).toList();
    }

    @GetMapping("/records/{id}")
    RecordView record(@PathVariable UUID id) {
        return RecordView.of(ownRecord(id));
    }

    private MemoryRecord ownRecord(UUID id) {
        MemoryRecord record = memory.find(tenancy.current(), id).orElseThrow(() -> new NoSuchElementException("There is no memory " + id + "."));
        own(record.subject());
        return record;
    }

    @PostMapping("/records/{id}/verify")
    RecordView verify(@PathVariable UUID id, @RequestBody VerifyRequest request) {
        String by = by(request.by());
        ownRecord(id);
        return RecordView.of(memory.verify(tenancy.current(), id, by));
    }

    @PostMapping("/records/{id}/replace")
    RecordView replace(@PathVariable UUID id, @RequestBody ReplaceRequest request) {
        required(request.text(), "text");
        if (request.decisionId() == null) {
            throw invalid("decision_id", "decision_id is missing: name the turn that says so.");
        }
        ownRecord(id);
        return RecordView.of(refusing("decision_id", () -> memory.replace(tenancy.current(), id, request.text(), Parameters.time("valid_from", request.validFrom()), request.decisionId())));
    }

    /** Of a conversation or of a cluster, not of both. */
    @GetMapping("/decisions")
    DecisionsView decisions(@RequestParam(required = false) String subject, @RequestParam(required = false) String conversation,
                            @RequestParam(required = false) String cluster, @RequestParam(required = false) Boolean kept, @RequestParam(defaultValue = "100") int limit) {
        if (cluster != null && conversation != null) {
            throw invalid("cluster", "Give cluster or conversation, not both.");
        }
        if (cluster != null) {
            return new DecisionsView(memory.decisionsOfCluster(tenancy.current(), own(subject), cluster, kept, listed(limit)).stream().map(DecisionView::of).toList());
        }
        return new DecisionsView(memory.decisions(tenancy.current(), own(subject), conversation, kept, listed(limit)).stream().map(DecisionView::of).toList());
    }

    @PostMapping("/decisions/{id}/overrule")
    DecisionView overrule(@PathVariable UUID id, @RequestBody OverruleRequest request) {
        String by = by(request.by());
        if (request.keep() == null) {
            throw invalid("keep", "keep is missing: true or false.");
        }
        own(memory.decision(tenancy.current(), id).orElseThrow(() -> new NoSuchElementException("There is no decision " + id + ".")).subject());
        var decision = refusing("keep", () -> memory.overrule(tenancy.current(), id, request.keep(), by));
        enrichment.ifAvailable(MemoryEnrichment::wake);
        return DecisionView.of(decision);
    }

    @GetMapping("/clusters")
    List<ClusterView> clusters(@RequestParam(required = false) String subject) {
        String of = own(subject);
        Map<String, CriterionBasis> bases = memory.criterionBases(tenancy.current(), of);
        return memory.clusters(tenancy.current(), of).stream().map(cluster -> ClusterView.of(cluster, bases.getOrDefault(cluster.id(), CriterionBasis.NOTHING))).toList();
    }

    @PostMapping("/replay")
    ReplayView replay(@RequestBody ReplayRequest request) {
        String subject = own(request.subject());
        MemoryGate gate = gate(request);
        List<Replayed> replayed = memory.replay(tenancy.current(), subject, request.conversation(), gate);
        return new ReplayView(gate.id(), replayed.size(), replayed.stream().filter(one -> one.decision().kept()).count(),
                replayed.stream().filter(one -> one.verdict().keep()).count(),
                replayed.stream().filter(one -> one.verdict().keep() != one.decision().kept()).count(), replayed.stream().map(ReplayedView::of).toList());
    }

    private MemoryGate gate(ReplayRequest request) {
        String name = request.gate() == null ? "fitted" : request.gate();
        return switch (name) {
            case "fitted" -> {
                if (request.threshold() != null && !(request.threshold() > 0 && request.threshold() < 1)) {
                    throw invalid("threshold", "threshold is a probability: give a number between 0 and 1.");
                }
                yield memory.fittedGate(request.threshold());
            }
            case "keep-everything" -> BaselineGates.everything();
            case "keep-longest" -> BaselineGates.longest(request.words() == null ? 20 : request.words());
            default -> throw invalid("gate", "There is no gate " + name + ": use fitted, keep-everything or keep-longest.");
        };
    }

    @PostMapping("/forget")
    ReceiptView forget(@RequestBody ForgetRequest request) {
        String by = by(request.by());
        String subject = own(request.subject());
        List<Long> seqs = request.seqs() == null ? null : Parameters.values("seqs", request.seqs());
        return ReceiptView.of(refusing("conversation", () -> memory.forget(tenancy.current(),
                new Forget(subject, request.conversation(), seqs, request.recordId()), by)));
    }

    @GetMapping("/receipts")
    List<ReceiptView> receipts() {
        return memory.receipts(tenancy.current(), tenancy.administers() ? null : own(null)).stream().map(ReceiptView::of).toList();
    }

    /**
     * Whose memory a request is about: its caller's when it names nobody.
     *
     * @throws RequestRefused FORBIDDEN when the memory is neither the caller's nor the caller an administrator
     */
    private String own(String subject) {
        String of = subject == null || subject.isBlank() ? tenancy.user().orElse(null) : subject;
        required(of, "subject");
        if (!tenancy.administers() && !of.equals(tenancy.user().orElse(null))) {
            throw new RequestRefused(RequestRefused.Reason.FORBIDDEN, "This memory is another user's: your own and, as an administrator, everybody's in the tenant is open to you.");
        }
        return of;
    }

    private static int listed(int limit) {
        return Parameters.within("limit", limit, 1, MOST_LISTED);
    }

    /** Who acts: the caller, or whom one that proves nothing names. */
    private String by(String named) {
        String by = tenancy.userOr(named);
        required(by, "by");
        return by;
    }

    private static void required(String value, String field) {
        if (value == null || value.isBlank()) {
            throw invalid(field, field + " is missing.");
        }
    }

    private static <T> T refusing(String field, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw invalid(field, e.getMessage());
        }
    }

    private static <T> T refusing(String field, Supplier<T> work, String message) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw invalid(field, message);
        }
    }

    private static RequestRefused invalid(String field, String message) {
        return RequestRefused.invalid(field, message);
    }
}
