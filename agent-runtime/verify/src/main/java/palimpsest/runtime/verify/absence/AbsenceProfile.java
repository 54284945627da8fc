package palimpsest.runtime.verify.absence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.memory.profile.ProfileFile;

/**
 * The fitted numbers that tell a right answer from one that should not have been given: a logistic regression over {@link AnswerFeatures}.
 *
 * @param fittedOn       what they were fitted on, for a person
 * @param licence        of that data; the numbers hold nothing of it
 * @param threshold      probability from which an answer is given
 * @param bias           of the log odds
 * @param weights        by the names of the features
 * @param crossValidated figures of conversations left out of the fit, at the threshold
 * @param wordsOnly      the same for answers that are measured without embeddings; null in a profile that knows none
 * @param memory         the same for answers from memory, which are measured without embeddings always; null in a profile that knows none
 */
public record AbsenceProfile(String fittedOn, String licence, double threshold, double bias, SequencedMap<String, Weight> weights,
                             SequencedMap<String, Double> crossValidated, @JsonProperty(required = false) AbsenceProfile wordsOnly,
                             @JsonProperty(required = false) AbsenceProfile memory) {

    /** A weight of a feature after it is brought to mean 0 and deviation 1. */
    public record Weight(double mean, double deviation, double weight) {}

    private static final ProfileFile<AbsenceProfile> FILE = new ProfileFile<>(AbsenceProfile.class, "/palimpsest/verify/absence-dialogue-en.json",
            "/palimpsest/verify/absence-dialogue-en-locomo.json", "profile of the check of absence");

    /** The one that comes with the product, fitted on conversations that are nobody's. */
    public static AbsenceProfile bundled() {
        return FILE.shipped();
    }

    /** The other one, fitted on LoCoMo, whose licence (CC BY-NC 4.0) is for non-commercial use. */
    public static AbsenceProfile locomo() {
        return FILE.fittedOnLocomo();
    }

    /**
     * @param name {@value ProfileFile#LOCOMO}, or a file; null for {@link #bundled()}. One without numbers for memory gets those of {@link #bundled()}.
     * @throws IllegalArgumentException when the file is not there or no profile; the message names it
     */
    public static AbsenceProfile named(String name) {
        AbsenceProfile named = FILE.named(name);
        return named.memory() == null ? named.withMemory(bundled().memory()) : named;
    }

    /** As it was written. @throws IllegalArgumentException when the file is not there or no profile; the message names it */
    public static AbsenceProfile read(Path file) {
        return FILE.read(file);
    }

    /** The one for answers that are measured without embeddings; itself where it knows no other. */
    public AbsenceProfile withoutEmbeddings() {
        return wordsOnly == null ? this : wordsOnly.withMemory(memory);
    }

    /** The same numbers with a threshold, and what was measured at it. */
    public AbsenceProfile at(double chosen, SequencedMap<String, Double> measured) {
        return new AbsenceProfile(fittedOn, licence, chosen, bias, weights, measured, wordsOnly, memory);
    }

    /** The same numbers with others beside them for answers that are measured without embeddings. */
    public AbsenceProfile beside(AbsenceProfile forWords) {
        return new AbsenceProfile(fittedOn, licence, threshold, bias, weights, crossValidated, forWords, memory);
    }

    /** The same numbers with others for answers from memory. @param forMemory null for none: such answers stand */
    public AbsenceProfile withMemory(AbsenceProfile forMemory) {
        return new AbsenceProfile(fittedOn, licence, threshold, bias, weights, crossValidated, wordsOnly, forMemory);
    }

    /** How likely an answer with these features is right, 0 to 1. */
    public double probability(Map<String, Double> features) {
        double logit = bias;
        for (Map.Entry<String, Weight> each : weights.entrySet()) {
            Weight weight = each.getValue();
            logit += weight.weight() * (features.getOrDefault(each.getKey(), weight.mean()) - weight.mean()) / weight.deviation();
        }
        return 1 / (1 + Math.exp(-logit));
    }

    public void write(Path file) {
        FILE.write(this, file);
    }
}
