package palimpsest.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MemoryEvent.MemoryRecalled;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import tools.jackson.databind.json.JsonMapper;

/** What a run used and called, from its events in order. For one thread. */
final class RunCourse {

    /** By which a model gives its answer: it is no tool to whoever asked. */
    private static final String FINISH = "finish";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AgentListener listener;
    private final Map<String, Call> asked = new HashMap<>();
    private final List<AgentListener.ToolCall> toolCalls = new ArrayList<>();
    private int recalledAt; // message of what the runtime recalled before the model was asked: no call of the model's
    private AgentAnswer.Usage usage = AgentAnswer.Usage.NONE;

    RunCourse(AgentListener listener) {
        this.listener = listener;
    }

    void take(ConversationEvent event) {
        switch (event) {
            case AssistantSpoke spoke -> spoke.calls().forEach(call -> asked.put(call.id(), call));
            case ModelAnswered answered -> usage = usage.plus(answered.inputTokens(), answered.cachedTokens(), answered.outputTokens());
            case MemoryRecalled recalled when recalled.by().equals(MemoryRecalled.RUNTIME) -> recalledAt = recalled.msgId();
            case ToolAnswered answered when !answered.tool().equals(FINISH) && answered.msgId() != recalledAt -> {
                Call call = asked.get(answered.callId());
                var made = new AgentListener.ToolCall(answered.callId(), answered.tool(), call == null ? "{}" : call.arguments(), JSON.writeValueAsString(answered.result()),
                        answered.isError());
                toolCalls.add(made);
                listener.toolCalled(made);
            }
            default -> { }
        }
    }

    AgentAnswer.Usage usage() {
        return usage;
    }

    List<AgentListener.ToolCall> toolCalls() {
        return toolCalls;
    }
}
