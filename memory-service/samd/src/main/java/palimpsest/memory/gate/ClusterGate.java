package palimpsest.memory.gate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * SAMD's two parts together. {@link #judge} is the gating unit: it looks at the text and the last turns, and is unsure where the criterion
 * of a cluster of that intent could change the outcome. What it is unsure of is judged by {@link #settle}, with an embedding, under the
 * criterion of its cluster. Both change nothing; {@link #observe} lets the clusters grow.
 */
public final class ClusterGate implements MemoryGate {

    private final FittedGate unit;
    private final IntentClusters clusters;

    public ClusterGate(FittedGate unit, IntentClusters clusters) {
        this.unit = unit;
        this.clusters = clusters;
    }

    @Override
    public String id() {
        return unit.id() + "+clusters";
    }

    @Override
    public Verdict judge(Interaction interaction) {
        return judge(interaction, TurnFeatures.of(interaction));
    }

    /** @param features of the interaction, by {@link TurnFeatures#of} */
    public Verdict judge(Interaction interaction, double[] features) {
        IntentClusters.Reach reach = clusters.reach(DialogueAct.of(features));
        return unit.judge(interaction, features, reach.lowest(), reach.highest());
    }

    /**
     * What is measured of a turn; no cluster changes it.
     *
     * @param interaction with its embedding, if it could be embedded
     * @param features    of the interaction, by {@link TurnFeatures#of}: no embedding changes them
     */
    public FittedGate.Measured measure(Interaction interaction, double[] features) {
        return unit.measure(interaction, features);
    }

    /** Judges a turn that {@link #judge} was unsure of. @param measured of the interaction, by {@link #measure} */
    public Verdict settle(Interaction interaction, FittedGate.Measured measured) {
        Optional<Cluster> cluster = clusters.nearest(measured.act(), centred(interaction, measured));
        return cluster.map(c -> unit.settle(measured, c.offset(), criterion(c), c.id())).orElseGet(() -> unit.settle(measured, 0, "", null));
    }

    /**
     * Takes the turn into its cluster; called once for every turn that a decision is stored for, unless it was dropped at once.
     *
     * @param measured of the interaction, by {@link #measure}
     * @return empty when the turn is in none
     */
    public Optional<Cluster> observe(Interaction interaction, FittedGate.Measured measured) {
        return clusters.join(measured.act(), centred(interaction, measured));
    }

    /** The centre of turns with these embeddings, as a cluster has it; empty where none fits the profile. */
    public static float[] centroid(List<float[]> embeddings, GateProfile profile) {
        float[] center = profile.withEmbedding().center();
        List<float[]> fitting = embeddings.stream().map(embedding -> centred(embedding, center)).filter(vector -> vector.length > 0).toList();
        float[] centroid = new float[fitting.isEmpty() ? 0 : center.length];
        for (float[] vector : fitting) {
            for (int i = 0; i < centroid.length; i++) {
                centroid[i] += vector[i] / fitting.size();
            }
        }
        return centroid;
    }

    private static String criterion(Cluster cluster) {
        String shift = Math.abs(cluster.offset()) < 0.05 ? "" : String.format(Locale.ROOT, "; its cluster is kept %s (%+.1f)",
                cluster.offset() > 0 ? "more" : "less", cluster.offset());
        return cluster.rule() == null ? shift : shift + "; rule: " + cluster.rule();
    }

    private static float[] centred(Interaction interaction, FittedGate.Measured measured) {
        return centred(interaction.embedding(), measured.center());
    }

    /** Relative to the centre; empty where there is no embedding or none of that width. */
    public static float[] centred(float[] embedding, float[] center) {
        if (embedding == null || center.length != embedding.length) {
            return new float[0];
        }
        float[] centred = new float[embedding.length];
        for (int i = 0; i < centred.length; i++) {
            centred[i] = embedding[i] - center[i];
        }
        return centred;
    }
}
