package palimpsest.runtime.verify.absence;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/**
 * The conversation or the memory that an answer quotes answers the question, and does not only tell something like it. Only answers that were made
 * without a language model, by shared words, are judged; a language model reads what it quotes.
 */
public final class AbsenceCheck implements Check {

    public static final String NAME = ABSENCE;

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.RELEVANCE,
            subject -> subject instanceof Subject.AnswerGiving answer && !answer.citations().isEmpty());

    private final AnswerFeatures features;
    private final AbsenceProfile profile;
    private final Double threshold;

    /** @param threshold probability from which an answer stands, 0 to 1; null for the profile's */
    public AbsenceCheck(AnswerFeatures features, AbsenceProfile profile, Double threshold) {
        this.features = features;
        this.profile = profile;
        this.threshold = threshold;
    }

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        if (facts.languageModel() || facts.question() == null) {
            return List.of();
        }
        var answer = (Subject.AnswerGiving) subject;
        AbsenceProfile fitted = AnswerFeatures.isFromMemory(answer) ? profile.memory() : profile;
        return fitted == null ? List.of() : features.of(facts.question(), answer, facts.read()).map(measured -> finding(fitted, measured)).stream().toList();
    }

    private Finding finding(AbsenceProfile fitted, Map<String, Double> measured) {
        double probability = fitted.probability(measured);
        double least = threshold == null ? fitted.threshold() : threshold;
        String evidence = String.format(Locale.ROOT, "probability %.2f against %.2f", probability, least);
        return probability >= least ? Finding.pass(dimension(), NAME, "", evidence, null)
                : Finding.fail(dimension(), NAME, "", "what was read tells something like it, but does not seem to answer the question (" + evidence + ")",
                        "Say that nothing was found.");
    }
}
