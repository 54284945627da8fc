package palimpsest.runtime.caller;

import java.util.List;
import java.util.Optional;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.model.wire.MessageEnding;

/** The reply of a turn, moved on by each event that stands. For one thread. */
final class ReplyFold {

    private final Turn turn;
    private long input;
    private long cached;
    private long output;
    private long reasoning;
    private AssistantSpoke said;
    /** What it goes on from, because that was cut off. */
    private String before = "";

    ReplyFold(Turn turn) {
        this.turn = turn;
    }

    /** The reply, if these events bring it. */
    Optional<CallerReply> take(List<RecordedEvent> standing) {
        for (RecordedEvent event : standing) {
            CallerReply.Outcome outcome = turn.id().runId().equals(event.runId()) ? outcome(event) : null;
            if (outcome != null) {
                return Optional.of(new CallerReply(turn.id(), turn.conversationId(), event.seq(), event.at(), outcome,
                        new CallerReply.Usage(input, cached, output, reasoning)));
            }
        }
        return Optional.empty();
    }

    private CallerReply.Outcome outcome(RecordedEvent event) {
        switch (event.event()) {
            case ModelAnswered used -> {
                input += used.inputTokens();
                cached += used.cachedTokens();
                output += used.outputTokens();
                reasoning += used.reasoningTokens() == null ? 0 : used.reasoningTokens();
            }
            case AssistantSpoke spoke -> {
                before = said != null && said.ending() == MessageEnding.LENGTH && said.text() != null ? before + said.text() : "";
                said = spoke;
            }
            case ApprovalRequested request when request.isOfCaller() -> {
                return new CallerReply.Called(said == null ? null : said.text(), request.calls());
            }
            case RunFinished finished -> {
                return new CallerReply.Answered(finished.result().answer(), finished.result().stoppedBy());
            }
            case RunFailed failed -> {
                return CallerReply.Answered.ENDINGS.contains(failed.type()) && said != null
                        ? new CallerReply.Answered(before + (said.text() == null ? "" : said.text()), failed.type()) : new CallerReply.Failed(failed);
            }
            default -> { }
        }
        return null;
    }
}
