package palimpsest.runtime.verify.relevance;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.SequencedMap;
import palimpsest.memory.profile.ProfileFile;

/**
 * The scores of {@link PassageRelevance} from which a passage bears on a question.
 *
 * @param fittedOn       what they were fitted on, for a person
 * @param licence        of that data; the numbers hold nothing of it
 * @param words          threshold where only words are compared
 * @param meaning        threshold where meaning is compared, too
 * @param reranked       threshold of {@link RerankedRelevance} with the shipped reranker; null where none was fitted
 * @param crossValidated of conversations left out of the fit: shares of passages with evidence that pass, and of others that fail
 */
public record RelevanceProfile(String fittedOn, String licence, double words, double meaning,
                               @JsonProperty(required = false) Double reranked, SequencedMap<String, Double> crossValidated) {

    private static final ProfileFile<RelevanceProfile> FILE = new ProfileFile<>(RelevanceProfile.class, "/palimpsest/verify/relevance-dialogue-en.json",
            "/palimpsest/verify/relevance-dialogue-en-locomo.json", "relevance profile");

    /** The one that comes with the product, fitted on conversations that are nobody's. */
    public static RelevanceProfile bundled() {
        return FILE.shipped();
    }

    /** The other one, fitted on LoCoMo, whose licence (CC BY-NC 4.0) is for non-commercial use. */
    public static RelevanceProfile locomo() {
        return FILE.fittedOnLocomo();
    }

    /**
     * @param name {@value ProfileFile#LOCOMO}, or a file; null for {@link #bundled()}
     * @throws IllegalArgumentException when the file is not there or no profile; the message names it
     */
    public static RelevanceProfile named(String name) {
        return FILE.named(name);
    }

    /** @throws IllegalArgumentException when the file is not there or no profile; the message names it */
    public static RelevanceProfile read(Path file) {
        return FILE.read(file);
    }

    public void write(Path file) {
        FILE.write(this, file);
    }
}
