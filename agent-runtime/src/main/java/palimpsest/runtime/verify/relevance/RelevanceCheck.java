package palimpsest.runtime.verify.relevance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Allowance;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Place;
import palimpsest.runtime.verify.Subject;

/** A passage that was read bears on the question. Search results are not judged: which of them to read is the agent's to choose. */
public final class RelevanceCheck implements Check {

    public static final String NAME = "relevance";
    public static final double DEFAULT_THRESHOLD = 0.2;

    private final PassageRelevance relevance;
    private final double threshold;

    /** @param threshold score from which a passage bears on the question, 0 to 1 */
    public RelevanceCheck(PassageRelevance relevance, double threshold) {
        this.relevance = relevance;
        this.threshold = threshold;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Dimension dimension() {
        return Dimension.RELEVANCE;
    }

    @Override
    public boolean concerns(Subject subject) {
        return subject instanceof Subject.ToolUse use && use.exploring() && !use.passages().isEmpty();
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, Allowance allowance) {
        if (facts.question() == null || facts.question().isBlank()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (ReadSpan passage : ((Subject.ToolUse) subject).passages()) {
            allowance.checkDeadline();
            double score = relevance.score(facts.question(), passage.text());
            String evidence = String.format(Locale.ROOT, "score %.2f against %.2f", score, threshold);
            findings.add(score >= threshold ? Finding.pass(dimension(), NAME, "", evidence, place(passage))
                    : Finding.fail(dimension(), NAME, "", "the passage does not seem to bear on the question (" + evidence + ")",
                            "Search with other words, or read another chunk, before you rely on it."));
        }
        return findings;
    }

    private static Place place(ReadSpan passage) {
        return passage.documentId() == null ? null
                : new Place(passage.documentId(), passage.start(), passage.start() + passage.text().codePointCount(0, passage.text().length()));
    }
}
