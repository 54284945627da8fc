package palimpsest.runtime.verify.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
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
        List<Check> together = new ArrayList<>();
        for (Check check : concerned) {
            if (reused && check.scope().dimensions().equals(ONLY_KNOWLEDGE)) {
                continue;
            }
            if (check.takesLong()) {
                findings.addAll(findings(together, subject, facts, budget));
                together.clear();
                findings.addAll(findings(List.of(check), subject, facts, budget));
            } else {
                together.add(check);
            }
        }
        findings.addAll(findings(together, subject, facts, budget));
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

    /** In one thread, one after the other: a thread for each would cost more than what does not take long. */
    private List<Finding> findings(List<Check> checks, Subject subject, Facts facts, VerificationBudget budget) {
        if (checks.isEmpty()) {
            return List.of();
        }
        List<Check> all = List.copyOf(checks);
        var found = new AtomicReferenceArray<List<Finding>>(all.size());
        var task = new FutureTask<>(TenantScope.handedOn(() -> {
            for (int i = 0; i < all.size(); i++) {
                found.set(i, findings(all.get(i), subject, facts, budget));
            }
            return null;
        }));
        threads.execute(task);
        Function<Check, List<Finding>> others;
        try {
            // Not interrupted when late: an interrupt would close the connection that it may be reading from. Its statements end with the time.
            task.get(Math.max(0, budget.remaining().toNanos()), TimeUnit.NANOSECONDS);
            others = check -> List.of();
        } catch (TimeoutException e) {
            others = check -> undecided(check, "the deadline of " + limits.deadline().toMillis() + " ms was reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            others = check -> undecided(check, "the process is ending");
        } catch (ExecutionException | CancellationException e) {
            others = check -> failed(check, e.getCause());
        }
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            List<Finding> one = found.get(i);
            findings.addAll(one != null ? one : others.apply(all.get(i)));
        }
        return findings;
    }

    /** Of one check, on the thread that checks. */
    private static List<Finding> findings(Check check, Subject subject, Facts facts, VerificationBudget budget) {
        try {
            budget.checkDeadline();
            return StatementDeadline.within(budget.remaining(), () -> check.check(subject, facts, budget));
        } catch (Exception e) {
            return failed(check, e);
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
