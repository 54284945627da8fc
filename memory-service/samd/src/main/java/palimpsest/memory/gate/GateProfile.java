package palimpsest.memory.gate;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import palimpsest.memory.profile.ProfileFile;

/**
 * The numbers of a fitted gate. They hold for one embedding model; without that model the second head is used, which was fitted
 * without embeddings.
 *
 * @param name           of the profile
 * @param fittedOn       what the numbers were fitted on, for a person
 * @param licence        of that data; the numbers hold nothing of it
 * @param seen           SHA-256 of each conversation that the numbers were fitted on, so that an evaluation can say which it has seen
 * @param embeddingModel id of the model whose vectors the first head wants
 * @param withEmbedding  weights with that model
 * @param wordsOnly      weights without
 */
public record GateProfile(String name, String fittedOn, String licence, List<String> seen, String embeddingModel, Head withEmbedding, Head wordsOnly) {

    /**
     * A logistic regression.
     *
     * @param threshold probability from which a turn is kept
     * @param bias      of the linear score
     * @param weights   by the names of {@link Feature}
     * @param embedding weight of each dimension; empty in the head without embeddings
     * @param center    mean embedding, which clusters are made relative to; empty likewise
     */
    public record Head(double threshold, double bias, Map<String, Weight> weights, float[] embedding, float[] center) {}

    /** A weight of a feature after it is brought to mean 0 and deviation 1. */
    public record Weight(double mean, double deviation, double weight) {}

    private static final ProfileFile<GateProfile> FILE = new ProfileFile<>(GateProfile.class, "/palimpsest/gate/dialogue-en.json", "gate profile");

    /** The profile that comes with the product: English conversation, bge-small-en-v1.5-q. */
    public static GateProfile shipped() {
        return FILE.shipped();
    }

    /** @throws IllegalArgumentException when the file is not there or no profile; the message names it */
    public static GateProfile read(Path file) {
        return FILE.read(file);
    }

    public void write(Path file) {
        FILE.write(this, file);
    }
}
