package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.longterm.CriterionBasis;
import palimpsest.memory.longterm.Decision;
import palimpsest.memory.longterm.LongTermMemory.Replayed;
import palimpsest.memory.longterm.MemoryRecord;
import palimpsest.memory.longterm.Recall;
import palimpsest.memory.longterm.Receipt;

/** The shapes of the memory API (docs/api.md). */
final class MemoryViews {

    private MemoryViews() {}

    record TurnRequest(Long seq, String speaker, @Nullable Instant at, String text, @Nullable String caption) {}

    record TurnsRequest(@Nullable String subject, String conversation, List<TurnRequest> turns) {}

    @Schema(name = "MemorySearchRequest")
    record SearchRequest(@Nullable String subject, String query, @JsonProperty("valid_at") @Nullable Instant validAt,
                         @JsonProperty("known_at") @Nullable Instant knownAt, @Nullable Integer limit) {}

    record VerifyRequest(@Nullable String by) {}

    record ReplaceRequest(String text, @JsonProperty("valid_from") @Nullable Instant validFrom, @JsonProperty("decision_id") @Nullable UUID decisionId) {}

    record OverruleRequest(Boolean keep, @Nullable String by) {}

    record ReplayRequest(@Nullable String subject, @Nullable String conversation, @Nullable String gate, @Nullable Double threshold, @Nullable Integer words) {}

    record ForgetRequest(@Nullable String subject, @Nullable String conversation, @Nullable List<Long> seqs, @JsonProperty("record_id") @Nullable UUID recordId,
                         @Nullable String by) {}

    record DecisionView(UUID id, String subject, String conversation, long seq, String speaker, @JsonProperty("said_at") Instant saidAt, String text,
                        boolean kept, String outcome, double score, String reason, String gate, @Nullable String cluster,
                        @JsonProperty("overruled_by") @Nullable String overruledBy,
                        @JsonProperty("overruled_at") @Nullable Instant overruledAt, @JsonProperty("decided_at") Instant decidedAt,
                        @JsonProperty("text_erased_at") @Nullable Instant textErasedAt) {
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
                      @JsonProperty("valid_to") @Nullable Instant validTo, @JsonProperty("learned_at") Instant learnedAt,
                      @JsonProperty("retired_at") @Nullable Instant retiredAt,
                      @JsonProperty("replaced_by") @Nullable UUID replacedBy, @JsonProperty("verified_by") @Nullable String verifiedBy, List<TimeView> times,
                      List<SourceView> sources) {
        static RecordView of(MemoryRecord r) {
            return new RecordView(r.id(), r.subject(), lower(r.kind()), r.text(), lower(r.standing()), r.confidence(), r.valid().from(), r.valid().to(),
                    r.known().from(), r.known().to(), r.replacedBy(), r.verifiedBy(),
                    r.times().stream().map(t -> new TimeView(t.text(), t.start(), t.end(), t.from(), t.to())).toList(),
                    r.sources().stream().map(s -> new SourceView(s.decisionId(), s.conversation(), s.seq(), s.speaker(), s.saidAt(), s.start(), s.end())).toList());
        }
    }

    /** @param rerankedOf how many records the reranker had time to compare; null, as its score, where it has not read this one */
    record FoundView(double score, @Nullable Double dense, double lexical, @Nullable Double reranked, @JsonProperty("reranked_of") @Nullable Integer rerankedOf, RecordView record) {
        static FoundView of(Recall.Found found) {
            return new FoundView(found.score(), Double.isNaN(found.dense()) ? null : found.dense(), found.lexical(), found.reranked() == null ? null : found.reranked().score(),
                    found.reranked() == null ? null : found.reranked().of(), RecordView.of(found.record()));
        }
    }

    record ClusterView(String id, String act, int size, double offset, @Nullable String rule, int overruled, int cited, int judged) {
        static ClusterView of(Cluster cluster, CriterionBasis basis) {
            return new ClusterView(cluster.id(), lower(cluster.act()), cluster.size(), cluster.offset(), cluster.rule(), basis.overruled(), basis.cited(), basis.judged());
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
                       int embeddings, int clusters, int notes, int feedback, int unread, List<String> hashes) {
        static ReceiptView of(Receipt r) {
            return new ReceiptView(r.id(), r.subject(), r.askedBy(), r.erasedAt(), r.decisions(), r.records(), r.embeddings(), r.clusters(), r.notes(), r.feedback(), r.unread(),
                    r.hashes());
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
