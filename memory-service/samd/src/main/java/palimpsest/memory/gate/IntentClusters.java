package palimpsest.memory.gate;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Clusters turns as they arrive: by dialogue act, and within one by the cosine of their embeddings (leader clustering with moving
 * centroids). A turn far from every leader of its act founds a cluster, until the act has its most; then the nearest takes it.
 */
public final class IntentClusters {

    private static final double NEAR = 0.35; // cosine of centred embeddings; unrelated turns stand near 0
    private static final int MOST_PER_ACT = 6;
    private static final double SMALL = 0.5; // an offset that is not worth an embedding of every turn that it could concern

    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Supplier<String> ids;

    /**
     * @param known clusters made earlier
     * @param ids   makes the id of a new cluster
     */
    public IntentClusters(Collection<Cluster> known, Supplier<String> ids) {
        known.forEach(cluster -> clusters.put(cluster.id(), cluster));
        this.ids = ids;
    }

    /** The cluster whose criterion applies; empty when none of that act is near. */
    public synchronized Optional<Cluster> nearest(DialogueAct act, float[] vector) {
        return ofAct(act, vector).filter(cluster -> cosine(cluster.centroid(), vector) >= NEAR).or(() -> full(act, vector) ? ofAct(act, vector) : Optional.empty());
    }

    private Optional<Cluster> ofAct(DialogueAct act, float[] vector) {
        return candidates(act, vector).stream().max(Comparator.comparingDouble(cluster -> cosine(cluster.centroid(), vector)));
    }

    private List<Cluster> candidates(DialogueAct act, float[] vector) {
        return clusters.values().stream().filter(cluster -> cluster.act() == act && cluster.centroid().length == vector.length).toList();
    }

    private boolean full(DialogueAct act, float[] vector) {
        return candidates(act, vector).size() >= (vector.length == 0 ? 1 : MOST_PER_ACT);
    }

    /** Takes the turn into its cluster or a new one; the cluster as it is then. */
    public synchronized Cluster join(DialogueAct act, float[] vector) {
        Cluster joined = nearest(act, vector).map(cluster -> cluster.joinedBy(vector))
                .orElseGet(() -> new Cluster(ids.get(), act, vector, 1, 0, null));
        clusters.put(joined.id(), joined);
        return joined;
    }

    /** How far criteria move the score of a turn: the least and the most that one adds to it beyond what is small; 0 where none does. */
    public record Reach(double lowest, double highest) {}

    /** Of the clusters of an act. */
    public synchronized Reach reach(DialogueAct act) {
        double lowest = 0;
        double highest = 0;
        for (Cluster cluster : clusters.values()) {
            if (cluster.act() == act) {
                lowest = Math.min(lowest, cluster.offset() + SMALL);
                highest = Math.max(highest, cluster.offset() - SMALL);
            }
        }
        return new Reach(lowest, highest);
    }

    /** Puts a changed criterion in place; members that came meanwhile stay. */
    public synchronized void revise(String id, double offset, String rule) {
        clusters.computeIfPresent(id, (key, cluster) -> cluster.withOffset(offset).withRule(rule));
    }

    public synchronized List<Cluster> all() {
        return List.copyOf(clusters.values());
    }

    private static double cosine(float[] a, float[] b) {
        if (a.length == 0) {
            return 1;
        }
        double norms = Math.sqrt((double) Dialogue.dot(a, a) * Dialogue.dot(b, b));
        return norms == 0 ? 0 : Dialogue.dot(a, b) / norms;
    }
}
