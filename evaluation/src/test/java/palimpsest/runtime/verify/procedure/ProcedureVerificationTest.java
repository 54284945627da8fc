package palimpsest.runtime.verify.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import palimpsest.evaluation.verification.ProcedureCases;
import palimpsest.evaluation.verification.VerificationCase;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.Verification;

/** Procedural compliance as a verifier finds it, on generated cases and on what each policy needs to know. */
class ProcedureVerificationTest {

    private final ProcedureCases cases = new ProcedureCases();
    private final List<VerificationCase> generated = cases.generate(new Random(7), 200);

    private static Verification verified(VerificationCase one) {
        return one.verifier().verify(one.subject(), one.facts());
    }

    @Test
    void every_skipped_stage_and_missing_field_is_found_and_no_clean_case_is_blamed() {
        assertThat(generated).extracting(VerificationCase::kind).contains(ProcedureCases.SKIPPED_STAGE, ProcedureCases.MISSING_FIELD).hasSize(800);
        assertThat(generated).filteredOn(one -> verified(one).failed() == one.clean()).isEmpty();
        assertThat(generated).filteredOn(VerificationCase::clean).as("clean ones were checked").allSatisfy(one ->
                assertThat(verified(one).verdict(Dimension.PROCEDURAL_COMPLIANCE)).isEqualTo(Verdict.PASS));
    }

    @Test
    void a_failure_says_what_is_wrong_and_what_to_do() {
        VerificationCase skipped = generated.stream().filter(one -> one.kind().equals(ProcedureCases.SKIPPED_STAGE)).findFirst().orElseThrow();
        assertThat(verified(skipped).findings()).allSatisfy(finding -> {
            assertThat(finding.evidence()).contains("is not complete");
            assertThat(finding.correction()).startsWith("First do ");
            assertThat(finding.mustBeCorrected()).isTrue();
        });
    }

    @Test
    void a_tool_that_the_stage_forbids_is_found_and_others_are_let_be() {
        Facts inProof = facts("proof");
        VerificationCase any = generated.getFirst();
        assertThat(any.verifier().verify(use("plan_generation"), inProof).failed()).isTrue();
        assertThat(any.verifier().verify(use("law_retrieval"), inProof).failed()).isFalse();
        assertThat(any.verifier().verify(use("readChunk"), inProof)).as("no law tool").isEqualTo(Verification.NOTHING);
        assertThat(any.verifier().verify(new Subject.AnswerGiving("The lantern hung over the table.", List.of()), inProof).findings()).as("no document").isEmpty();
    }

    private Facts facts(String stage) {
        return generated.stream().map(VerificationCase::facts).filter(facts -> facts.hearings().stream()
                .anyMatch(hearing -> stage.equals(hearing.state().stage()))).findFirst().orElseThrow();
    }

    private static Subject use(String tool) {
        return new Subject.ToolUse(tool, Map.of(), new LinkedHashMap<>(), true, List.of());
    }
}
