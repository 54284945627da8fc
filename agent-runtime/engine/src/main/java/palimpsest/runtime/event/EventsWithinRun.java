package palimpsest.runtime.event;

import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ApprovalEvent.ToolStarted;
import palimpsest.runtime.event.MemoryEvent.MemoryRecalled;
import palimpsest.runtime.event.MemoryEvent.MetaMemorySelected;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.AnswerRefused;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.LimitsSet;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.event.RunEvent.PauseRequested;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunPaused;
import palimpsest.runtime.event.RunEvent.RunResumed;
import palimpsest.runtime.event.RunEvent.RunRewound;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.CalibrationRaised;

/** Which events say something of a run only, and so nothing before a conversation's first. */
public final class EventsWithinRun {

    private EventsWithinRun() {}

    public static boolean contain(ConversationEvent event) {
        return switch (event) {
            case AssistantSpoke ignored -> true;
            case ToolAnswered ignored -> true;
            case BudgetMeasured ignored -> true;
            case Nudged ignored -> true;
            case MetaMemorySelected ignored -> true;
            case MemoryRecalled ignored -> true;
            case FunctionsOffered ignored -> true;
            case AnswerRefused ignored -> true;
            case CalibrationRaised ignored -> true;
            case CancelRequested ignored -> true;
            case PauseRequested ignored -> true;
            case RunPaused ignored -> true;
            case RunResumed ignored -> true;
            case LimitsSet ignored -> true;
            case ToolStarted ignored -> true;
            case Verified ignored -> true;
            case ApprovalRequested ignored -> true;
            case ApprovalAnswered ignored -> true;
            case ModelAnswered ignored -> true;
            case RunRewound ignored -> true;
            case RunFinished ignored -> true;
            case RunFailed ignored -> true;
            default -> false;
        };
    }
}
