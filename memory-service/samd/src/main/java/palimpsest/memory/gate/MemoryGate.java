package palimpsest.memory.gate;

/**
 * Decides whether a turn is worth remembering, before anything expensive is done with it. A gate changes nothing, and gives
 * the same verdict for the same interaction as long as it is not taught; it may be used by several threads.
 */
public interface MemoryGate {

    /** Name and version, stored with every decision. */
    String id();

    /** Never throws for what a turn holds: an empty text, a text in any script, no time and no embedding are all judged. */
    Verdict judge(Interaction interaction);

    /**
     * What a gate thinks of a turn.
     *
     * @param score   in [0, 1], higher is more worth keeping
     * @param reason  for a person, one line
     * @param cluster id of the cluster whose criterion was used; null when the gate has none
     */
    record Verdict(boolean keep, double score, String reason, String cluster) {}
}
