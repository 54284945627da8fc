package palimpsest.runtime.verify.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.KnownClaims;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.claim.KnowledgeChecks;

class CheckingVerifierTest {

    private static final Subject ANSWER = new Subject.AnswerGiving("It leaves at nine.", List.of());

    private final AtomicLong nanos = new AtomicLong();

    private Verification verify(VerificationBudget.Limits limits, Check... checks) {
        return new CheckingVerifier(List.of(checks), KnownClaims.NONE, limits, nanos::get, Runnable::run).verify(ANSWER, null);
    }

    private static Check check(String name, Dimension dimension, Consumer<VerificationBudget> work) {
        return new Check() {
            @Override
            public CheckScope scope() {
                return new CheckScope(name, dimension, CheckScope.ANSWERS);
            }

            @Override
            public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
                work.accept(budget);
                return List.of(Finding.pass(dimension, name, "", "seen", null));
            }
        };
    }

    @Test
    void which_checks_a_verifier_has_is_known_by_their_names() {
        var verifier = new CheckingVerifier(List.of(check("rain", Dimension.RELEVANCE, budget -> {})), VerificationBudget.Limits.DEFAULT);
        assertThat(verifier.includes("rain")).isTrue();
        assertThat(verifier.includes("snow")).isFalse();
    }

    @Test
    void a_fourth_interaction_leaves_its_check_undecided_and_says_why() {
        Verification found = verify(VerificationBudget.Limits.DEFAULT, check("model", Dimension.RELEVANCE, budget -> IntStream.range(0, 4).forEach(i -> budget.interact(10))));
        assertThat(found.findings()).containsExactly(Finding.unknown(Dimension.RELEVANCE, "model", "", "the limit of 3 interactions was reached"));
    }

    @Test
    void checks_share_what_a_verification_may_use() {
        Check thirsty = check("a", Dimension.RELEVANCE, budget -> budget.interact(20_000));
        assertThat(verify(VerificationBudget.Limits.DEFAULT, thirsty, thirsty).findings()).extracting(Finding::verdict).containsExactly(Verdict.PASS, Verdict.UNKNOWN);
    }

    @Test
    void after_the_deadline_no_check_begins_and_what_needs_nothing_was_done_before() {
        Check slow = check("slow", Dimension.KNOWLEDGE_ACCURACY, budget -> nanos.addAndGet(Duration.ofSeconds(6).toNanos()));
        Check after = check("after", Dimension.KNOWLEDGE_ACCURACY, budget -> { });
        assertThat(verify(VerificationBudget.Limits.DEFAULT, slow, after).findings()).extracting(Finding::evidence)
                .containsExactly("seen", "the deadline of 5000 ms was reached");
    }

    @Test
    void a_check_sees_what_the_run_sees_that_it_works_for() {
        var seen = new AtomicReference<TenantScope>();
        Check searching = check("search", Dimension.RELEVANCE, budget -> seen.set(TenantScope.current()));
        TenantScope.of("one", () -> new CheckingVerifier(List.of(searching), VerificationBudget.Limits.DEFAULT).verify(ANSWER, null));
        assertThat(seen).hasValue(new TenantScope.One("one"));
    }

    @Test
    void what_was_read_is_handed_to_each_check_at_once_and_one_that_fails_at_it_costs_nothing() {
        List<ReadSpan> read = List.of(new ReadSpan(null, "log.txt", null, 0, "It leaves at nine."));
        List<ReadSpan> prepared = new ArrayList<>();
        var preparing = new Check() {
            @Override
            public CheckScope scope() {
                return new CheckScope("preparing", Dimension.KNOWLEDGE_ACCURACY, CheckScope.ANSWERS);
            }

            @Override
            public void prepare(List<ReadSpan> passages, Facts facts) {
                prepared.addAll(passages);
                throw new IllegalStateException("planted");
            }

            @Override
            public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
                return List.of(Finding.pass(dimension(), name(), "", "seen", null));
            }
        };
        var verifier = new CheckingVerifier(List.of(preparing), KnownClaims.NONE, VerificationBudget.Limits.DEFAULT, nanos::get, Runnable::run);
        assertThat(verifier.verify(new Subject.ToolUse("readChunk", Map.of(), new LinkedHashMap<>(), true, read), null).findings()).isEmpty();
        assertThat(prepared).isEqualTo(read);
        assertThat(verifier.verify(ANSWER, null).verdict(Dimension.KNOWLEDGE_ACCURACY)).isEqualTo(Verdict.PASS);
        assertThat(prepared).isEqualTo(read);
    }

    @Test
    void a_check_that_hangs_is_left_behind() {
        var never = new CountDownLatch(1);
        var verifier = new CheckingVerifier(List.of(check("hangs", Dimension.RELEVANCE, budget -> await(never))),
                new VerificationBudget.Limits(3, 30_000, Duration.ofMillis(20)));
        assertThat(verifier.verify(ANSWER, null).verdict(Dimension.RELEVANCE)).isEqualTo(Verdict.UNKNOWN);
        never.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_check_that_throws_decides_nothing_and_the_others_go_on() {
        Check broken = check("broken", Dimension.KNOWLEDGE_ACCURACY, budget -> {
            throw new IllegalStateException("planted");
        });
        Verification found = verify(VerificationBudget.Limits.DEFAULT, broken, check("sound", Dimension.RELEVANCE, budget -> { }));
        assertThat(found.verdict(Dimension.KNOWLEDGE_ACCURACY)).isEqualTo(Verdict.UNKNOWN);
        assertThat(found.verdict(Dimension.RELEVANCE)).isEqualTo(Verdict.PASS);
        assertThat(found.json().toString()).doesNotContain("planted");
    }

    @Test
    void a_failure_outweighs_what_is_unknown_and_relevance_alone_need_not_be_corrected() {
        var fail = Finding.fail(Dimension.RELEVANCE, "r", "", "e", "c");
        var found = new Verification(List.of(fail, Finding.unknown(Dimension.RELEVANCE, "r", "", "x")));
        assertThat(found.verdict(Dimension.RELEVANCE)).isEqualTo(Verdict.FAIL);
        assertThat(found.verdict(Dimension.PROCEDURAL_COMPLIANCE)).isNull();
        assertThat(found.failed()).isTrue();
        assertThat(found.mustBeCorrected()).isFalse();
        assertThat(new Verification(List.of(Finding.fail(Dimension.PROCEDURAL_COMPLIANCE, "p", "", "e", "c"))).mustBeCorrected()).isTrue();
    }

    @Test
    void it_takes_long_where_a_check_that_concerns_the_subject_does_and_ours_of_answers_do_not() {
        Check own = check("own", Dimension.RELEVANCE, budget -> { });
        assertThat(new CheckingVerifier(KnowledgeChecks.all(), VerificationBudget.Limits.DEFAULT).takesLong(ANSWER)).isFalse();
        List<Check> all = Stream.concat(KnowledgeChecks.all().stream(), Stream.of(own)).toList();
        assertThat(new CheckingVerifier(all, VerificationBudget.Limits.DEFAULT).takesLong(ANSWER)).as("it may ask whom it likes").isTrue();
        assertThat(new CheckingVerifier(all, VerificationBudget.Limits.DEFAULT).takesLong(new Subject.NoteWriting("note", "k", "s", "c"))).as("it has no say").isFalse();
    }
}
