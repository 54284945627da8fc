package palimpsest.memory.gate;

/**
 * Decides whether a turn is worth remembering, before anything expensive is done with it: it sees the text and the last few turns, and a
 * turn that it drops is not embedded. A gate changes nothing, and gives the same verdict for the same interaction as long as it is not
 * taught; it may be used by several threads.
 */
public interface MemoryGate {

    /** Name and version, stored with every decision. */
    String id();

    /** Never throws for what a turn holds: an empty text, a text in any script, no time and no embedding are all judged. */
    Verdict judge(Interaction interaction);

    /** What becomes of a turn. */
    enum Outcome {
        KEEP, DROP,
        /** The gate can't tell: whoever has a better look decides, as the criterion of a cluster. */
        UNSURE
    }

    /**
     * What a gate thinks of a turn.
     *
     * @param outcome sure or not
     * @param keep    what holds; where it is unsure and nobody looks better, the side that it leans to
     * @param score   in [0, 1], higher is more worth keeping
     * @param reason  for a person, one line
     * @param cluster id of the cluster whose criterion was used; null when the gate has none
     */
    record Verdict(Outcome outcome, boolean keep, double score, String reason, String cluster) {

        /** A sure one. */
        public Verdict(boolean keep, double score, String reason, String cluster) {
            this(keep ? Outcome.KEEP : Outcome.DROP, keep, score, reason, cluster);
        }
    }
}
