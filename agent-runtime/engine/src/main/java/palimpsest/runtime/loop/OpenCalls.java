package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.tools.spi.ToolOutcome;

/** Calls that a run leaves without a result when it ends: they get an error as theirs, so that the requests of later questions are valid. */
final class OpenCalls {

    private static final String ENDED = "The run ended before this call was answered.";

    private OpenCalls() {}

    /** @param tokens what a result counts as a message of the window */
    static List<ConversationEvent> answers(ContextState state, ToIntFunction<ToolAnswered> tokens) {
        List<ConversationEvent> answers = new ArrayList<>();
        for (Call call : state.pendingCalls()) {
            int msgId = state.nextMsgId() + answers.size();
            int invoking = state.lastAssistant().orElseThrow().msgId();
            var answer = new ToolAnswered(msgId, invoking, call.id(), call.name(), ToolOutcome.error(ENDED).result(), 0);
            answers.add(new ToolAnswered(msgId, invoking, call.id(), call.name(), answer.result(), tokens.applyAsInt(answer)));
        }
        return answers;
    }
}
