package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import palimpsest.runtime.answer.AnswerSupport;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.ReadTexts;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Place;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/** Each sentence of an answer that claims something is supported by something that was read. */
public final class SupportCheck implements Check {

    public static final String NAME = SUPPORT;

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.KNOWLEDGE_ACCURACY, CheckScope.ANSWERS);

    private final CitationResolver resolver;

    public SupportCheck(CitationResolver resolver) {
        this.resolver = resolver;
    }

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
        String answer = ((Subject.AnswerGiving) subject).answer();
        AnswerSupport support = AnswerSupport.of(resolver, facts.question(), answer, Stream.concat(facts.read().stream(), facts.told().stream()).toList(),
                facts.once(ReadTexts.class, ReadTexts::new));
        List<Finding> findings = new ArrayList<>();
        for (SentenceSupport sentence : support.sentences()) {
            if (sentence.claim()) {
                findings.add(finding(sentence.in(answer), sentence, support.citations()));
            }
        }
        return findings;
    }

    private Finding finding(String text, SentenceSupport sentence, List<Citation> citations) {
        if (!sentence.supported()) {
            return Finding.fail(dimension(), NAME, text, "nothing that was read supports this sentence",
                    "Read a source for it and quote it, or leave the sentence out.");
        }
        Citation first = citations.get(sentence.citations().getFirst());
        return Finding.pass(dimension(), NAME, text, "it stands in " + first.document(),
                first.documentId() == null ? null : new Place(first.documentId(), first.start(), first.end()));
    }
}
