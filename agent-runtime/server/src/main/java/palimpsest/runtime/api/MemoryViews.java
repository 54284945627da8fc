package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.longterm.Decision;
import palimpsest.memory.longterm.LongTermMemory.Replayed;
import palimpsest.memory.longterm.MemoryRecord;
import palimpsest.memory.longterm.Recall;
import palimpsest.memory.longterm.Receipt;

/** The shapes of the memory API (docs/api.md). */
final class MemoryViews {

    private MemoryViews() {}

    record TurnRequest(Long seq, String speaker, Instant at, String text, String caption) {}

    record TurnsRequest(String subject, String conversation, List<TurnRequest> turns) {}

    @Schema(name = "MemorySearchRequest")
    record SearchRequest(String subject, String query, @JsonProperty("valid_at") Instant validAt, @JsonProperty("known_at") Instant knownAt, Integer limit) {}

    record VerifyRequest(String by) {}

    record ReplaceRequest(String text, @JsonProperty("valid_from") Instant validFrom, @JsonProperty("decision_id") UUID decisionId) {}

    record OverruleRequest(Boolean keep, String by) {}

    record ReplayRequest(String subject, String conversation, String gate, Double threshold, Integer words) {}

    record ForgetRequest(String subject, String conversation, List<Long> seqs, @JsonProperty("record_id") UUID recordId, String by) {}

    record DecisionView(UUID id, String subject, String conversation, long seq, String speaker, @JsonProperty("said_at") Instant saidAt, String text,
                        boolean kept, String outcome, double score, String reason, String gate, String cluster, @JsonProperty("overruled_by") String overruledBy,
                        @JsonProperty("overruled_at") Instant overruledAt, @JsonProperty("decided_at") Instant decidedAt,
                        @JsonProperty("text_erased_at") Instant textErasedAt) {
        static DecisionView of(Decision d) {
            return new DecisionView(d.id(), d.subject(), d.conversation(), d.seq(), d.turn().speaker(), d.turn().at(), d.turn().content(), d.kept(), lower(d.outcome()), d.score(),
                    d.reason(), d.gate(), d.cluster(), d.overruledBy(), d.overruledAt(), d.decidedAt(), d.textErasedAt());
        }
    }

    record DecisionsView(List<DecisionView> decisions) {}

    record SourceView(@JsonProperty("decision_id") UUID decisionId, String conversation, long seq, String speaker, @JsonProperty("said_at") Instant saidAt,
                      int start, int end) {}

    record TimeView(String text, int start, int end, LocalDate from, LocalDate to) {}

    record RecordView(UUID id, String subject, String kind, String text, String standing, double confidence, @JsonProperty("valid_from") Instant validFrom,
                      @JsonProperty("valid_to") Instant validTo, @JsonProperty("learned_at") Instant learnedAt, @JsonProperty("retired_at") Instant retiredAt,
                      @JsonProperty("replaced_by") UUID replacedBy, @JsonProperty("verified_by") String verifiedBy, List<TimeView> times, List<SourceView> sources) {
        static RecordView of(MemoryRecord r) {
            return new RecordView(r.id(), r.subject(), lower(r.kind()), r.text(), lower(r.standing()), r.confidence(), r.valid().from(), r.valid().to(),
                    r.known().from(), r.known().to(), r.replacedBy(), r.verifiedBy(),
                    r.times().stream().map(t -> new TimeView(t.text(), t.start(), t.end(), t.from(), t.to())).toList(),
                    r.sources().stream().map(s -> new SourceView(s.decisionId(), s.conversation(), s.seq(), s.speaker(), s.saidAt(), s.start(), s.end())).toList());
        }
    }

    record FoundView(double score, Double dense, double lexical, Double reranked, RecordView record) {
        static FoundView of(Recall.Found found) {
            return new FoundView(found.score(), Double.isNaN(found.dense()) ? null : found.dense(), found.lexical(), found.reranked(), RecordView.of(found.record()));
        }
    }

    record ClusterView(String id, String act, int size, double offset, String rule) {
        static ClusterView of(Cluster cluster) {
            return new ClusterView(cluster.id(), lower(cluster.act()), cluster.size(), cluster.offset(), cluster.rule());
        }
    }

    record ReplayedView(@JsonProperty("decision_id") UUID decisionId, String conversation, long seq, boolean kept, @JsonProperty("would_keep") boolean wouldKeep,
                        double score, String reason) {
        static ReplayedView of(Replayed replayed) {
            Decision d = replayed.decision();
            return new ReplayedView(d.id(), d.conversation(), d.seq(), d.kept(), replayed.verdict().keep(), replayed.verdict().score(), replayed.verdict().reason());
        }
    }

    record ReplayView(String gate, int turns, long kept, @JsonProperty("would_keep") long wouldKeep, long differ, List<ReplayedView> decisions) {}

    record ReceiptView(UUID id, String subject, @JsonProperty("asked_by") String askedBy, @JsonProperty("erased_at") Instant erasedAt, int decisions, int records,
                       int embeddings, int clusters, List<String> hashes) {
        static ReceiptView of(Receipt r) {
            return new ReceiptView(r.id(), r.subject(), r.askedBy(), r.erasedAt(), r.decisions(), r.records(), r.embeddings(), r.clusters(), r.hashes());
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
