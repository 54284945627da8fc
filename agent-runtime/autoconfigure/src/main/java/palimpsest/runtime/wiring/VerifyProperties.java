package palimpsest.runtime.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import palimpsest.runtime.verify.Policy;

/**
 * Verification of what agents explore, note and answer.
 *
 * @param enabled      whether anything is verified
 * @param verifier     {@code default}, or {@code none}: nothing is verified
 * @param policy       what follows from findings; all but {@code record} change what the model sees; when not set {@code warn}, and {@code record}
 *                     under the profile {@code statelm}
 * @param threshold    score from which a passage counts as bearing on the question: the reranker's where one is used, otherwise 0 to 1; a fitted one
 *                     where none is given
 * @param relevanceProfile file with the fitted thresholds, or {@code locomo}: the shipped ones that are fitted on data for non-commercial use; when not
 *                         set, the shipped ones that are fitted on conversations that are nobody's
 * @param model        language model of the configuration that verifies what is explored, {@code agent} for the one that answers, or {@code none}; when not set,
 *                     the one that answers where its agent has a pack under the profile {@code full}, and none elsewhere
 * @param interactions of one verification with a language model, a search or a reranker
 * @param tokens       that these may use
 * @param deadline     of one verification; when not set 5 s, and 60 s where a model may verify
 * @param absenceThreshold probability from which an answer that the extractive model quotes from a conversation or from memory stands; the profile's where
 *                         none is given; 0 switches the check off
 * @param absenceProfile   file with the numbers of that check, or {@code locomo}: the shipped ones that are fitted on data for non-commercial use; when
 *                         not set, the shipped ones that are fitted on conversations that are nobody's
 * @param probe        whether searches are asked again in two other wordings and compared
 * @param paraphrase   whether each sentence of an answer must be supported in other words too; needs a model, two requests an answer
 */
@ConfigurationProperties("palimpsest.verify")
public record VerifyProperties(@DefaultValue("true") boolean enabled, @DefaultValue("default") String verifier, Policy policy, Double threshold, String relevanceProfile, String model,
                               @DefaultValue("3") int interactions, @DefaultValue("30000") int tokens, Duration deadline,
                               Double absenceThreshold, String absenceProfile, @DefaultValue("false") boolean probe, @DefaultValue("false") boolean paraphrase) {

    /** In place of a model's name: the one that answers. */
    static final String OWN_MODEL = "agent";
    /** In place of the verifier's name: nothing is verified. */
    static final String NO_VERIFIER = "none";
    /** In place of a model's name: no language model verifies. */
    static final String NO_MODEL = "none";

    /** Whether a language model is named that verifies, be it the one that answers. */
    boolean namesModel() {
        return model != null && !model.equals(NO_MODEL);
    }

    /** What follows from findings: as configured, or else as the agents' profile says. */
    Policy policy(PalimpsestProperties.Profile profile) {
        return policy != null ? policy : profile == PalimpsestProperties.Profile.FULL ? Policy.WARN : Policy.RECORD;
    }
}
