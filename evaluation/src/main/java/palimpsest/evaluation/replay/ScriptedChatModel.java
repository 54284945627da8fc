package palimpsest.evaluation.replay;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.model.wire.WireMessages;

/**
 * A model that gives recorded replies in order, whatever it is asked, and keeps what it was asked. The Nth reply's call has the
 * id {@code call_N}. Asked once more than it has replies, it keeps that request too and fails with a {@link ModelFailure}.
 */
public final class ScriptedChatModel implements ChatModel {

    private final List<WireCase.Reply> replies;
    private final List<List<Map<String, Object>>> requests = new ArrayList<>();

    public ScriptedChatModel(List<WireCase.Reply> replies) {
        this.replies = List.copyOf(replies);
    }

    /** The messages of every request so far, in wire form. */
    public synchronized List<List<Map<String, Object>>> requests() {
        return List.copyOf(requests);
    }

    @Override
    public synchronized ChatResponse doChat(ChatRequest request) {
        requests.add(WireMessages.toWire(request.messages()));
        int number = requests.size();
        if (number > replies.size()) {
            throw new ModelFailure(ModelFailure.Kind.BAD_REQUEST, "The recorded conversation has " + replies.size()
                    + " replies, and the runtime asked for one more: its loop should have ended before");
        }
        WireCase.Reply reply = replies.get(number - 1);
        var message = AiMessage.builder().text(reply.text());
        if (reply.tool() != null) {
            message.toolExecutionRequests(List.of(ToolExecutionRequest.builder()
                    .id("call_" + number).name(reply.tool()).arguments(reply.arguments()).build()));
        }
        return ChatResponse.builder().aiMessage(message.build())
                .finishReason(reply.tool() == null ? FinishReason.STOP : FinishReason.TOOL_EXECUTION).build();
    }
}
