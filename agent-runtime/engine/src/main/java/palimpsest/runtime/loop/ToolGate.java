package palimpsest.runtime.loop;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalDecision;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolOutcome;

/**
 * Decides before a call is run whether it may be: some tools need a person's approval, and one whose effect is outside is not
 * run a second time blindly when its first attempt was cut off. Text that others wrote (documents, results of servers and of the caller's
 * functions, memory files, lasting notes) is data, but a model may take it for instructions: once some of it stood in the window, a call with
 * an effect outside needs approval, too.
 *
 * @param approvalTools names of tools that need approval whatever they say themselves
 * @param trustedTools  names of tools with an effect outside that may be called without approval all the same
 * @param expiresAfter  how long a decision is waited for
 */
public record ToolGate(Set<String> approvalTools, Set<String> trustedTools, Duration expiresAfter, Clock clock) {

    /** Asks only for tools that ask for it themselves. */
    public static final ToolGate OPEN = new ToolGate(Set.of(), Set.of(), Duration.ofDays(1), Clock.systemUTC());

    /** What to do with a call. */
    sealed interface Verdict {}

    /** Run it, after recording that it is about to be when {@code intent}. */
    record Run(boolean intent) implements Verdict {}

    /** Park the run until a person has decided. */
    record Park(ApprovalRequested request) implements Verdict {}

    /** Don't run it: this is its outcome. */
    record Instead(ToolOutcome outcome) implements Verdict {}

    /** @param outsideText whether text that others wrote entered the conversation so far */
    Verdict verdict(Call call, Optional<ContextTool> tool, RunProgress run, boolean outsideText) {
        if (run.caller().has(call.name())) {
            return handedOver(call, run);
        }
        if (tool.isEmpty()) {
            return new Run(false);
        }
        boolean intent = !tool.get().idempotent();
        boolean interrupted = intent && run.parking().wasStarted(call.id());
        boolean tainted = outsideText && intent && !trustedTools.contains(call.name());
        boolean asks = interrupted || tainted || tool.get().needsApproval() || approvalTools.contains(call.name());
        if (!asks) {
            return new Run(intent);
        }
        var decision = run.parking().decision(call.id());
        if (decision.isPresent()) {
            return decided(call, decision.get(), interrupted, intent);
        }
        if (run.cancelIsRequested()) {
            return instead(interrupted ? interruptedError(call, "The run was stopped before a person decided.")
                    : call.name() + " was not run: the run was stopped before it was approved.");
        }
        return new Park(new ApprovalRequested(call.id(), call.name(), call.arguments(), interrupted ? "interrupted" : "approval",
                clock.instant().plus(expiresAfter)));
    }

    /** A function of the caller: what it answers is the result. */
    private Verdict handedOver(Call call, RunProgress run) {
        var answer = run.parking().decision(call.id());
        if (answer.isPresent()) {
            return answer.get().decision() == ApprovalDecision.ANSWERED ? new Instead(ToolOutcome.of(ToolOutcome.result("content", answer.get().result())))
                    : instead(call.name() + " gave no result in time. Go on without it, or finish with what you have.");
        }
        return run.cancelIsRequested() ? instead(call.name() + " gave no result: the run was stopped.")
                : new Park(new ApprovalRequested(call.id(), call.name(), call.arguments(), ApprovalRequested.CALLER, clock.instant().plus(expiresAfter)));
    }

    private static Verdict decided(Call call, ApprovalAnswered answer, boolean interrupted, boolean intent) {
        String said = answer.reason() == null || answer.reason().isBlank() ? "" : " Reason given: " + answer.reason().strip();
        return switch (answer.decision()) {
            case APPROVED -> new Run(intent);
            case ANSWERED -> new Instead(ToolOutcome.of(ToolOutcome.result("result", answer.result(), "answered_by", "a person, in the tool's place")));
            case REJECTED, EXPIRED -> {
                String who = answer.decision() == ApprovalDecision.EXPIRED ? "Nobody decided in time." : "A person decided against it." + said;
                yield instead(interrupted ? interruptedError(call, who) : call.name() + " was not approved and not run. " + who
                        + " Go on without it, or finish with what you have.");
            }
        };
    }

    private static String interruptedError(Call call, String who) {
        return call.name() + " was cut off in the middle; whether it took effect is not known, and it was not run again. " + who
                + " Check before you rely on it.";
    }

    private static Instead instead(String error) {
        return new Instead(ToolOutcome.error(error));
    }
}
