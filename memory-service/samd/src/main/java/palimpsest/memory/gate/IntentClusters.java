package palimpsest.memory.gate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Clusters turns as they arrive: by dialogue act, and within one by the cosine of their embeddings (leader clustering with moving
 * centroids). A turn far from every leader of its act founds a cluster. Clusters of an act that have come close become one. An act has so
 * many clusters and no more: then a cluster of a single turn, from which nothing was learned, gives way to a new one; where none does, the
 * turn is in no cluster. No turn goes to a far cluster.
 */
public final class IntentClusters {

    static final double NEAR = 0.35; // cosine of centred embeddings; unrelated turns stand near 0
    private static final double ALIKE = 0.7; // centroids; well above what a turn needs to join, so that what was split does not become one at once
    private static final int MOST_PER_ACT = 6;
    private static final double SMALL = 0.5; // an offset that is not worth an embedding of every turn that it could concern

    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final List<Gone> gone = new ArrayList<>();
    private final Supplier<String> ids;

    /**
     * @param known clusters made earlier
     * @param ids   makes the id of a new cluster
     */
    public IntentClusters(Collection<Cluster> known, Supplier<String> ids) {
        known.forEach(cluster -> clusters.put(cluster.id(), cluster));
        this.ids = ids;
    }

    /** A cluster that is no more. @param into the one that its members belong to now; null when they belong to none */
    public record Gone(String id, String into) {}

    /** The cluster whose criterion applies; empty when none of that act is near. */
    public synchronized Optional<Cluster> nearest(DialogueAct act, float[] vector) {
        return ofAct(act, vector).filter(cluster -> cosine(cluster.centroid(), vector) >= NEAR).max(Comparator.comparingDouble(cluster -> cosine(cluster.centroid(), vector)));
    }

    private Stream<Cluster> ofAct(DialogueAct act, float[] vector) {
        return clusters.values().stream().filter(cluster -> cluster.act() == act && cluster.centroid().length == vector.length);
    }

    /** Takes the turn into its cluster or a new one; the cluster as it is then, empty when the turn is far from all and no more may be founded. */
    public synchronized Optional<Cluster> join(DialogueAct act, float[] vector) {
        Optional<Cluster> near = nearest(act, vector);
        if (near.isPresent()) {
            Cluster joined = near.get().joinedBy(vector);
            clusters.put(joined.id(), joined);
            return Optional.of(merged(joined));
        }
        if (!hasRoom(act, vector) && !makeRoom(act, vector)) {
            return Optional.empty();
        }
        var founded = new Cluster(ids.get(), act, vector, 1, 0, null);
        clusters.put(founded.id(), founded);
        return Optional.of(founded);
    }

    /** Whether the act may have one more of such embeddings; those of another model do not count. */
    public synchronized boolean hasRoom(DialogueAct act, float[] vector) {
        return ofAct(act, vector).count() < MOST_PER_ACT;
    }

    private boolean makeRoom(DialogueAct act, float[] vector) {
        Optional<Cluster> alone = ofAct(act, vector).filter(cluster -> cluster.size() == 1 && cluster.offset() == 0 && cluster.rule() == null)
                .findFirst();
        alone.ifPresent(cluster -> leave(cluster, null));
        return alone.isPresent();
    }

    private void leave(Cluster cluster, String into) {
        clusters.remove(cluster.id());
        gone.add(new Gone(cluster.id(), into));
    }

    /** Until none of its act is alike; the larger takes the smaller in. */
    private Cluster merged(Cluster grown) {
        Cluster one = grown;
        Optional<Cluster> alike = alike(one);
        while (alike.isPresent()) {
            Cluster into = alike.get().size() > one.size() ? alike.get() : one;
            Cluster from = into == one ? alike.get() : one;
            leave(from, into.id());
            one = into.with(from);
            clusters.put(one.id(), one);
            alike = alike(one);
        }
        return one;
    }

    private Optional<Cluster> alike(Cluster one) {
        return ofAct(one.act(), one.centroid()).filter(other -> !other.id().equals(one.id()) && cosine(other.centroid(), one.centroid()) >= ALIKE).findFirst();
    }

    /** Those that are no more since these were made, in order: one that took another in may be in the list later itself. */
    public synchronized List<Gone> gone() {
        return List.copyOf(gone);
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

    /** 1 for two that have no numbers. */
    static double cosine(float[] a, float[] b) {
        if (a.length == 0) {
            return 1;
        }
        double norms = Math.sqrt((double) Dialogue.dot(a, a) * Dialogue.dot(b, b));
        return norms == 0 ? 0 : Dialogue.dot(a, b) / norms;
    }
}
