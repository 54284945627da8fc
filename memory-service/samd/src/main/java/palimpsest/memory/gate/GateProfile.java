package palimpsest.memory.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import palimpsest.memory.profile.ProfileFile;

/**
 * The numbers of a fitted gate. Every turn is judged by the head without embeddings first; the other one holds for one embedding model,
 * and settles what the first is unsure of.
 *
 * @param name           of the profile
 * @param fittedOn       what the numbers were fitted on, for a person
 * @param licence        of that data; the numbers hold nothing of it
 * @param seen           SHA-256 of each conversation that the numbers were fitted on, so that an evaluation can say which it has seen
 * @param embeddingModel id of the model whose vectors the first head wants
 * @param withEmbedding  weights with that model
 * @param wordsOnly      weights without
 * @param unsure         where {@code wordsOnly} can't tell; around its threshold when null, as in profiles that were fitted earlier
 */
public record GateProfile(String name, String fittedOn, String licence, List<String> seen, String embeddingModel, Head withEmbedding, Head wordsOnly,
                          @JsonProperty(required = false) Unsure unsure) {

    private static final double AROUND = 0.35; // of the logit, on each side of the threshold

    public GateProfile {
        if (unsure == null && wordsOnly != null) {
            double logit = Math.log(wordsOnly.threshold() / (1 - wordsOnly.threshold()));
            unsure = new Unsure(probability(logit - AROUND), probability(logit + AROUND));
        }
    }

    private static double probability(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /**
     * Where the head without embeddings can't tell: turns of these probabilities get an embedding and are judged by the other head and the
     * criterion of their cluster.
     *
     * @param from from here on it is unsure; under it turns are dropped
     * @param to   from here on turns are kept
     */
    public record Unsure(double from, double to) {}

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

    private static final ProfileFile<GateProfile> FILE = new ProfileFile<>(GateProfile.class, "/palimpsest/gate/dialogue-en.json", "/palimpsest/gate/dialogue-en-locomo.json", "gate profile");

    /** The profile that comes with the product, fitted on conversations that are nobody's: English conversation, bge-small-en-v1.5-q. */
    public static GateProfile shipped() {
        return FILE.shipped();
    }

    /** The other one, fitted on LoCoMo, whose licence (CC BY-NC 4.0) is for non-commercial use. */
    public static GateProfile locomo() {
        return FILE.fittedOnLocomo();
    }

    /**
     * @param name {@value ProfileFile#LOCOMO}, or a file; null for {@link #shipped()}
     * @throws IllegalArgumentException when the file is not there or no profile; the message names it
     */
    public static GateProfile named(String name) {
        return FILE.named(name);
    }

    /** @throws IllegalArgumentException when the file is not there or no profile; the message names it */
    public static GateProfile read(Path file) {
        return FILE.read(file);
    }

    public void write(Path file) {
        FILE.write(this, file);
    }
}
