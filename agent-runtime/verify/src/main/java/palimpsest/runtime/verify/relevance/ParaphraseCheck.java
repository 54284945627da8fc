package palimpsest.runtime.verify.relevance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
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

/**
 * Asks of each supported sentence of an answer, as it stands and in other words, whether what it cites says it (paraphrase and check consistency, PPCV,
 * arXiv 2602.11361). A sentence whose support depends on its wording is not supported. A language model makes the wordings and judges them, in two requests.
 */
public final class ParaphraseCheck implements Check {

    public static final String NAME = "paraphrase";

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.KNOWLEDGE_ACCURACY, CheckScope.ANSWERS);

    /** Sentences of one answer, the first ones. */
    private static final int MOST_CLAIMS = 10;

    private final CitationResolver resolver;
    private final Function<Facts, Optional<VerifierModel>> models;

    /** @param models the language model that judges in a conversation; empty for none: then nothing is found */
    public ParaphraseCheck(CitationResolver resolver, Function<Facts, Optional<VerifierModel>> models) {
        this.resolver = resolver;
        this.models = models;
    }

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    private record Claim(String text, String source, Place place) {}

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        Optional<VerifierModel> model = models.apply(facts);
        List<Claim> claims = model.isEmpty() ? List.of() : claims(((Subject.AnswerGiving) subject).answer(), facts);
        if (claims.isEmpty()) {
            return List.of();
        }
        Optional<List<String>> wordings = model.get().paraphrased(claims.stream().map(Claim::text).toList(), budget);
        Optional<List<Boolean>> supported = wordings.flatMap(others -> model.get().supported(pairs(claims, others), budget));
        if (supported.isEmpty()) {
            return List.of(Finding.unknown(dimension(), NAME, "", "the verifying model did not word or judge the answer's sentences"));
        }
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            findings.add(finding(claims.get(i), wordings.get().get(i), supported.get().get(2 * i), supported.get().get(2 * i + 1)));
        }
        return findings;
    }

    private List<Claim> claims(String answer, Facts facts) {
        AnswerSupport support = AnswerSupport.of(resolver, facts.question(), answer, Stream.concat(facts.read().stream(), facts.told().stream()).toList(),
                facts.once(ReadTexts.class, ReadTexts::new));
        return support.sentences().stream().filter(sentence -> sentence.claim() && sentence.supported()).limit(MOST_CLAIMS).map(sentence -> claim(answer, sentence, support)).toList();
    }

    private static Claim claim(String answer, SentenceSupport sentence, AnswerSupport support) {
        List<Citation> cited = sentence.citations().stream().map(support.citations()::get).toList();
        Citation first = cited.getFirst();
        return new Claim(sentence.in(answer), cited.stream().map(Citation::quote).collect(Collectors.joining("\n")),
                first.documentId() == null ? null : new Place(first.documentId(), first.start(), first.end()));
    }

    private static List<VerifierModel.Sourced> pairs(List<Claim> claims, List<String> wordings) {
        List<VerifierModel.Sourced> pairs = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            pairs.add(new VerifierModel.Sourced(claims.get(i).source(), claims.get(i).text()));
            pairs.add(new VerifierModel.Sourced(claims.get(i).source(), wordings.get(i)));
        }
        return pairs;
    }

    private Finding finding(Claim claim, String wording, boolean asItStands, boolean inOtherWords) {
        if (asItStands && inOtherWords) {
            return Finding.pass(dimension(), NAME, claim.text(), "what it cites says it in other words too (“" + wording + "”)", claim.place());
        }
        String evidence = asItStands ? "what it cites says it as it stands, and not in other words (“" + wording + "”)"
                : inOtherWords ? "what it cites says it only in other words (“" + wording + "”)" : "what it cites does not say it, in these words or others";
        return Finding.fail(dimension(), NAME, claim.text(), evidence, "Say it as the source does, or leave it out.");
    }
}
