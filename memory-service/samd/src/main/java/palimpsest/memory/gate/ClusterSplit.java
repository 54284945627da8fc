package palimpsest.memory.gate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Says whether a cluster has come to hold two contexts: spherical 2-means over its members, from the member farthest from the centre and
 * the one farthest from that. It holds two when the halves are farther from each other than a turn may be from its cluster.
 */
public final class ClusterSplit {

    private static final int LEAST = 8;
    private static final double LEAST_SHARE = 0.2;
    private static final int ROUNDS = 10;

    private ClusterSplit() {}

    /**
     * The two halves.
     *
     * @param leaving indices of the members of the smaller half
     * @param staying centre of the others
     * @param moved   centre of those that leave
     */
    public record Halves(List<Integer> leaving, float[] staying, float[] moved) {}

    /** @param members embeddings relative to the profile's centre, all of one width; the same give the same */
    public static Optional<Halves> of(List<float[]> members) {
        if (members.size() < 2 * LEAST) {
            return Optional.empty();
        }
        float[] first = farthest(members, mean(members, IntStream.range(0, members.size()).toArray()));
        float[][] centres = {first, farthest(members, first)};
        int[][] halves = {};
        for (int round = 0; round < ROUNDS; round++) {
            int[][] next = halves(members, centres);
            if (Math.min(next[0].length, next[1].length) < Math.max(LEAST, members.size() * LEAST_SHARE)) {
                return Optional.empty();
            }
            if (Arrays.deepEquals(next, halves)) {
                break;
            }
            halves = next;
            centres = new float[][] {mean(members, halves[0]), mean(members, halves[1])};
        }
        if (IntentClusters.cosine(centres[0], centres[1]) >= IntentClusters.NEAR) {
            return Optional.empty();
        }
        int smaller = halves[0].length < halves[1].length ? 0 : 1;
        return Optional.of(new Halves(IntStream.of(halves[smaller]).boxed().toList(), centres[1 - smaller], centres[smaller]));
    }

    private static int[][] halves(List<float[]> members, float[][] centres) {
        int[][] halves = new int[2][];
        for (int half = 0; half < 2; half++) {
            boolean first = half == 0;
            halves[half] = IntStream.range(0, members.size()).filter(i -> nearerToFirst(members.get(i), centres) == first).toArray();
        }
        return halves;
    }

    private static boolean nearerToFirst(float[] member, float[][] centres) {
        return IntentClusters.cosine(member, centres[0]) >= IntentClusters.cosine(member, centres[1]);
    }

    private static float[] farthest(List<float[]> members, float[] from) {
        return members.stream().min(Comparator.comparingDouble(member -> IntentClusters.cosine(member, from))).orElseThrow();
    }

    private static float[] mean(List<float[]> members, int[] which) {
        float[] mean = new float[members.getFirst().length];
        for (int index : which) {
            float[] member = members.get(index);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += member[i] / which.length;
            }
        }
        return mean;
    }
}
