package palimpsest.evaluation.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.evaluation.verification.VerificationEvaluation.Kind;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.KnowledgeChecks;
import palimpsest.runtime.verify.relevance.PassageRelevance;
import palimpsest.runtime.verify.relevance.RelevanceCheck;
import palimpsest.runtime.verify.relevance.RelevanceProfile;

class VerificationEvaluationTest {

    private static Verifier verifier() {
        var checks = new java.util.ArrayList<>(KnowledgeChecks.all());
        checks.add(new RelevanceCheck(new PassageRelevance(null, null), RelevanceProfile.bundled().words()));
        return new CheckingVerifier(checks, VerificationBudget.Limits.DEFAULT);
    }

    @Test
    void every_spoilt_quote_place_number_and_unit_is_found_and_nothing_right_is_called_wrong() {
        var report = new VerificationEvaluation(List.of(new KnowledgeCases(verifier()))).run(7, 150);
        report.missed().stream().limit(5).forEach(missed -> System.out.println(missed.kind() + ": " + missed.subject()
                + "\n" + missed.verifier().verify(missed.subject(), missed.facts()).json() + "\n" + missed.facts().read().stream().map(s -> s.text()).toList()));
        assertThat(report.kinds()).containsOnlyKeys("altered_quote", "wrong_place", "altered_number", "wrong_unit", "irrelevant_passage", "clean");
        report.kinds().forEach((name, kind) -> assertThat(kind).as(name).isEqualTo(new Kind(name.equals("clean") ? 0 : kind.n(), 0, kind.n())));
    }

    @Test
    void a_verifier_that_finds_nothing_is_seen_to_find_nothing() {
        var report = new VerificationEvaluation(List.of(new KnowledgeCases(Verifier.NONE))).run(7, 5);
        assertThat(report.kinds().get("altered_number")).isEqualTo(new Kind(0, 0, 5));
        assertThat(report.falseAlarms()).isZero();
    }

    @Test
    void the_same_seed_gives_the_same_cases() {
        var cases = new KnowledgeCases(Verifier.NONE);
        assertThat(cases.generate(new java.util.Random(3), 4)).isEqualTo(cases.generate(new java.util.Random(3), 4));
    }
}
