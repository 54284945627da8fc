package palimpsest.runtime.verify.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.tenant.StatementDeadline;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.KnownClaims;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.VerificationBudgetSpent;
import palimpsest.runtime.verify.Verifier;

/** The default verifier: one check after the other, within the limits of a verification. */
public final class CheckingVerifier implements Verifier {

    private static final Logger log = LoggerFactory.getLogger(CheckingVerifier.class);

    private static final List<Dimension> ONLY_KNOWLEDGE = List.of(Dimension.KNOWLEDGE_ACCURACY);

    private final List<Check> checks;
    private final KnownClaims known;
    private final VerificationBudget.Limits limits;
    private final LongSupplier nanos;
    private final Executor threads;

    public CheckingVerifier(List<Check> checks, VerificationBudget.Limits limits) {
        this(checks, KnownClaims.NONE, limits);
    }

    /** @param known what needs no new check of knowledge */
    public CheckingVerifier(List<Check> checks, KnownClaims known, VerificationBudget.Limits limits) {
        this(checks, known, limits, System::nanoTime, task -> Thread.ofVirtual().name("verify").start(task));
    }

    /**
     * @param nanos   a clock that only ever advances
     * @param threads runs a check, so that one that hangs is left behind at the deadline
     */
    public CheckingVerifier(List<Check> checks, KnownClaims known, VerificationBudget.Limits limits, LongSupplier nanos, Executor threads) {
        this.checks = List.copyOf(checks);
        this.known = known;
        this.limits = limits;
        this.nanos = nanos;
        this.threads = threads;
    }

    @Override
    public boolean takesLong(Subject subject) {
        return checks.stream().anyMatch(check -> check.takesLong() && check.concerns(subject));
    }

    @Override
    public boolean includes(String check) {
        return checks.stream().anyMatch(one -> one.name().equals(check));
    }

    @Override
    public Verification verify(Subject subject, Facts facts) {
        if (subject instanceof Subject.ToolUse use && !use.passages().isEmpty()) {
            prepare(use.passages(), facts);
        }
        List<Check> concerned = checks.stream().filter(check -> check.concerns(subject)).toList();
        if (concerned.isEmpty()) {
            return Verification.NOTHING;
        }
        var budget = new VerificationBudget(limits, nanos);
        List<Finding> findings = new ArrayList<>(known(subject, facts));
        boolean reused = !findings.isEmpty();
        concerned.stream().filter(check -> !reused || !check.scope().dimensions().equals(ONLY_KNOWLEDGE))
                .forEach(check -> findings.addAll(findings(check, subject, facts, budget)));
        return new Verification(findings);
    }

    private void prepare(List<ReadSpan> passages, Facts facts) {
        threads.execute(new FutureTask<Void>(TenantScope.handedOn(() -> {
            try {
                checks.forEach(check -> check.prepare(passages, facts));
            } catch (RuntimeException e) {
                log.debug("What was read could not be made ready for the checks; they do it themselves ({})", e.toString());
            }
            return null;
        })));
    }

    private List<Finding> known(Subject subject, Facts facts) {
        try {
            return known.of(subject, facts);
        } catch (RuntimeException e) {
            log.warn("What is known already could not be looked up; everything is checked ({})", e.toString());
            return List.of();
        }
    }

    private List<Finding> findings(Check check, Subject subject, Facts facts, VerificationBudget budget) {
        var task = new FutureTask<>(TenantScope.handedOn(() -> {
            budget.checkDeadline();
            return StatementDeadline.within(budget.remaining(), () -> check.check(subject, facts, budget));
        }));
        threads.execute(task);
        try {
            // Not interrupted when late: an interrupt would close the connection that it may be reading from. Its statements end with the time.
            return task.get(Math.max(0, budget.remaining().toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return undecided(check, "the deadline of " + limits.deadline().toMillis() + " ms was reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return undecided(check, "the process is ending");
        } catch (ExecutionException | CancellationException e) {
            return failed(check, e.getCause());
        }
    }

    private static List<Finding> failed(Check check, Throwable cause) {
        if (cause instanceof VerificationBudgetSpent) {
            return undecided(check, cause.getMessage());
        }
        log.warn("The check {} failed and decides nothing ({})", check.name(), String.valueOf(cause));
        return undecided(check, "the check failed inside the runtime");
    }

    private static List<Finding> undecided(Check check, String reason) {
        return check.scope().dimensions().stream().map(dimension -> Finding.unknown(dimension, check.name(), "", reason)).toList();
    }
}
