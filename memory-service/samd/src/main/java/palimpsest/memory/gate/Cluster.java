package palimpsest.memory.gate;

/**
 * Turns of one intent in one context, and the criterion by which they are kept (SAMD's cluster prompting).
 *
 * @param id       unique within its tenant
 * @param act      the intent
 * @param centroid mean of its members' embeddings relative to the profile's centre; empty when they have none
 * @param size     members so far
 * @param offset   fitted: added to the linear score of its members, so that more of them are kept when positive
 * @param rule     written by a language model from its members; null before that
 */
public record Cluster(String id, DialogueAct act, float[] centroid, int size, double offset, String rule) {

    Cluster joinedBy(float[] vector) {
        float[] moved = new float[vector.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = centroid[i] + (vector[i] - centroid[i]) / (size + 1);
        }
        return new Cluster(id, act, moved, size + 1, offset, rule);
    }

    /** Both together. The offset is that of this one, until it is fitted to the members of both. */
    Cluster with(Cluster other) {
        float[] mean = new float[centroid.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (centroid[i] * size + other.centroid[i] * other.size) / (size + other.size);
        }
        return new Cluster(id, act, mean, size + other.size, offset, rule != null ? rule : other.rule);
    }

    public Cluster withOffset(double fitted) {
        return new Cluster(id, act, centroid, size, fitted, rule);
    }

    public Cluster withRule(String written) {
        return new Cluster(id, act, centroid, size, offset, written);
    }
}
