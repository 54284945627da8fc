package palimpsest.runtime.event;

import palimpsest.runtime.event.ConversationEvent.AnswerRefused;
import palimpsest.runtime.event.ConversationEvent.ApprovalAnswered;
import palimpsest.runtime.event.ConversationEvent.ApprovalRequested;
import palimpsest.runtime.event.ConversationEvent.AssistantSpoke;
import palimpsest.runtime.event.ConversationEvent.BudgetMeasured;
import palimpsest.runtime.event.ConversationEvent.CalibrationRaised;
import palimpsest.runtime.event.ConversationEvent.CancelRequested;
import palimpsest.runtime.event.ConversationEvent.FunctionsOffered;
import palimpsest.runtime.event.ConversationEvent.LimitsSet;
import palimpsest.runtime.event.ConversationEvent.MemoryRecalled;
import palimpsest.runtime.event.ConversationEvent.MetaMemorySelected;
import palimpsest.runtime.event.ConversationEvent.ModelAnswered;
import palimpsest.runtime.event.ConversationEvent.Nudged;
import palimpsest.runtime.event.ConversationEvent.PauseRequested;
import palimpsest.runtime.event.ConversationEvent.RunFailed;
import palimpsest.runtime.event.ConversationEvent.RunFinished;
import palimpsest.runtime.event.ConversationEvent.RunPaused;
import palimpsest.runtime.event.ConversationEvent.RunResumed;
import palimpsest.runtime.event.ConversationEvent.RunRewound;
import palimpsest.runtime.event.ConversationEvent.ToolAnswered;
import palimpsest.runtime.event.ConversationEvent.ToolStarted;
import palimpsest.runtime.event.ConversationEvent.Verified;

/** Which events say something of a run only, and so nothing before a conversation's first. */
public final class RunEvents {

    private RunEvents() {}

    public static boolean needRun(ConversationEvent event) {
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
