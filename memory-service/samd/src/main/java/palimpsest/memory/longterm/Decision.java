package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.UUID;
import palimpsest.memory.gate.MemoryGate.Outcome;
import palimpsest.memory.gate.Turn;

/**
 * What a gate decided on a turn, and what became of that.
 *
 * @param turn         without its text once that was erased
 * @param embedding    of a kept turn; null for one that was dropped and without an embedding model
 * @param outcome      what the gate said when it had the text and the last turns only
 * @param logit        the fitted score before a cluster's criterion; 0 from a gate without one
 * @param kept         what holds now
 * @param cluster      null for what was dropped at once, or is far from every cluster
 * @param overruledBy  who said otherwise, or confirmed it; null when nobody did
 * @param textErasedAt when the text of a dropped turn was erased; null while it is there
 */
public record Decision(UUID id, String subject, String conversation, long seq, Turn turn, float[] embedding, String gate, Outcome outcome, double logit,
                       double score, boolean kept, String reason, String cluster, String overruledBy, Instant overruledAt, Instant decidedAt,
                       Instant textErasedAt) {

    Decision withEmbedding(float[] vector) {
        return new Decision(id, subject, conversation, seq, turn, vector, gate, outcome, logit, score, kept, reason, cluster, overruledBy, overruledAt, decidedAt,
                textErasedAt);
    }

    /** @param id null for none */
    Decision inCluster(String id) {
        return new Decision(this.id, subject, conversation, seq, turn, embedding, gate, outcome, logit, score, kept, reason, id, overruledBy, overruledAt, decidedAt,
                textErasedAt);
    }
}
