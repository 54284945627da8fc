package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.UUID;
import palimpsest.memory.gate.Turn;

/**
 * What a gate decided on a turn, and what became of that.
 *
 * @param embedding    of the turn; null without an embedding model
 * @param logit        the fitted score before a cluster's criterion; 0 from a gate without one
 * @param kept         what holds now
 * @param overruledBy  who said otherwise, or confirmed it; null when nobody did
 */
public record Decision(UUID id, String subject, String conversation, long seq, Turn turn, float[] embedding, String gate, double logit, double score,
                       boolean kept, String reason, String cluster, String overruledBy, Instant overruledAt, Instant decidedAt) {}
