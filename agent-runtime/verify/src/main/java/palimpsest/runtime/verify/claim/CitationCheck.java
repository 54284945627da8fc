package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Place;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/** A citation of an answer resolves: its document holds exactly its quote at its place, and its chunk covers that place. */
public final class CitationCheck implements Check {

    public static final String NAME = "citation";

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.KNOWLEDGE_ACCURACY,
            subject -> subject instanceof Subject.AnswerGiving answer && answer.citations().stream().anyMatch(citation -> citation.documentId() != null));

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public boolean takesLong() {
        return false;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        List<Finding> findings = new ArrayList<>();
        for (Citation citation : ((Subject.AnswerGiving) subject).citations()) {
            budget.checkDeadline();
            if (citation.documentId() == null) {
                continue; // what was remembered or told was cited from the text itself
            }
            findings.add(problem(citation, facts)
                    .map(problem -> Finding.fail(Dimension.KNOWLEDGE_ACCURACY, NAME, citation.quote(), problem, "Cite the place where the quote stands."))
                    .orElseGet(() -> Finding.pass(Dimension.KNOWLEDGE_ACCURACY, NAME, citation.quote(), "it stands in " + citation.document(),
                            new Place(citation.documentId(), citation.start(), citation.end()))));
        }
        return findings;
    }

    private static Optional<String> problem(Citation citation, Facts facts) {
        Optional<String> text = read(citation, facts).or(() -> facts.text(citation.documentId(), citation.start(), citation.end()));
        if (text.isEmpty()) {
            return Optional.of("its document is unknown or was deleted");
        }
        if (citation.start() < 0 || citation.end() < citation.start() || !text.get().equals(citation.quote())) {
            return Optional.of("at characters " + citation.start() + " to " + citation.end() + " of " + citation.document() + " stands something else");
        }
        return citation.chunkId() == null ? Optional.empty() : facts.chunkPlace(citation.chunkId()).filter(chunk -> !covers(chunk, citation))
                .map(chunk -> "chunk " + citation.chunkId() + " does not hold that place");
    }

    /** The text at its place as it was read; empty when that was not read. */
    private static Optional<String> read(Citation citation, Facts facts) {
        return facts.read().stream().filter(span -> citation.documentId().equals(span.documentId()) && span.start() <= citation.start()
                && citation.start() <= citation.end() && citation.end() <= span.end()).findFirst().map(span -> {
            int from = span.text().offsetByCodePoints(0, citation.start() - span.start());
            return span.text().substring(from, span.text().offsetByCodePoints(from, citation.end() - citation.start()));
        });
    }

    private static boolean covers(Place chunk, Citation citation) {
        return citation.documentId().equals(chunk.documentId()) && citation.start() >= chunk.start() && citation.end() <= chunk.end();
    }
}
