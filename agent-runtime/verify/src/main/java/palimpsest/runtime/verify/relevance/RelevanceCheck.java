package palimpsest.runtime.verify.relevance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Place;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/**
 * A passage that was read bears on the question, and on what was noted for it where a language model judges. Search results are not judged: which of them to read is the agent's
 * to choose.
 */
public final class RelevanceCheck implements Check {

    public static final String NAME = "relevance";

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.RELEVANCE,
            subject -> subject instanceof Subject.ToolUse use && use.exploring() && !use.passages().isEmpty());

    private final PassageRelevance relevance;
    private final double threshold;
    private final Reranked reranked;
    private final VerifierModel model;

    /**
     * A reranker that judges in place of words and meaning, while it is there.
     *
     * @param threshold score from which a passage bears on the question
     */
    public record Reranked(RerankedRelevance relevance, double threshold) {}

    /** @param threshold score from which a passage bears on the question, 0 to 1 */
    public RelevanceCheck(PassageRelevance relevance, double threshold) {
        this(relevance, threshold, null, null);
    }

    /**
     * @param reranked null for none
     * @param model    judges in place of any score, while it answers; null for none
     */
    public RelevanceCheck(PassageRelevance relevance, double threshold, Reranked reranked, VerifierModel model) {
        this.relevance = relevance;
        this.threshold = threshold;
        this.reranked = reranked;
        this.model = model;
    }

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        if (facts.question() == null || facts.question().isBlank()) {
            return List.of();
        }
        List<ReadSpan> passages = ((Subject.ToolUse) subject).passages();
        Optional<List<Boolean>> judged = model == null ? Optional.empty()
                : model.relevant(facts.question(), facts.notes().summaryLines(), passages.stream().map(ReadSpan::text).toList(), budget);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            budget.checkDeadline();
            findings.add(judged.isPresent() ? finding(passages.get(i), judged.get().get(i), "as the language model judges") : scored(passages.get(i), facts));
        }
        return findings;
    }

    private Finding scored(ReadSpan passage, Facts facts) {
        OptionalDouble seen = reranked == null ? OptionalDouble.empty() : reranked.relevance().score(facts.question(), passage.text());
        if (seen.isPresent()) {
            return finding(passage, seen.getAsDouble() >= reranked.threshold(),
                    String.format(Locale.ROOT, "reranker's score %.2f against %.2f", seen.getAsDouble(), reranked.threshold()));
        }
        double score = relevance.score(facts.question(), passage.text());
        return finding(passage, score >= threshold, String.format(Locale.ROOT, "score %.2f against %.2f", score, threshold));
    }

    private Finding finding(ReadSpan passage, boolean relevant, String evidence) {
        return relevant ? Finding.pass(dimension(), NAME, "", evidence, place(passage))
                : Finding.fail(dimension(), NAME, "", "the passage does not seem to bear on the question (" + evidence + ")",
                        "Search with other words, or read another chunk, before you rely on it.");
    }

    private static Place place(ReadSpan passage) {
        return passage.documentId() == null ? null : new Place(passage.documentId(), passage.start(), passage.end());
    }
}
