package palimpsest.runtime.loop;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import palimpsest.runtime.model.MendedRequests;

/** A model whose turns a test writes down. It keeps what it was asked. */
final class TalkingModel implements ChatModel {

    /** One turn: what is said to the request. */
    interface Turn extends Function<ChatRequest, ChatResponse> {}

    private final Turn[] turns;
    private final List<ChatRequest> requests = new ArrayList<>();
    private int next;

    /** The turns in order; the last one again and again. */
    TalkingModel(Turn... turns) {
        this.turns = turns;
    }

    static Turn call(String tool, String arguments) {
        return calls(request("call_" + tool, tool, arguments));
    }

    static Turn calls(ToolExecutionRequest... requests) {
        return ignored -> ChatResponse.builder().aiMessage(AiMessage.from(List.of(requests))).finishReason(FinishReason.TOOL_EXECUTION).build();
    }

    static ToolExecutionRequest request(String id, String tool, String arguments) {
        return ToolExecutionRequest.builder().id(id).name(tool).arguments(arguments).build();
    }

    static Turn finish(String answer) {
        return call("finish", "{\"answer\": \"" + answer + "\"}");
    }

    static Turn text(String text) {
        return text(text, FinishReason.STOP);
    }

    static Turn text(String text, FinishReason reason) {
        return ignored -> ChatResponse.builder().aiMessage(AiMessage.builder().text(text).build()).finishReason(reason).build();
    }

    /** The same turn, with what a provider says that it used. */
    static Turn using(TokenUsage usage, Turn turn) {
        return request -> {
            ChatResponse response = turn.apply(request);
            return ChatResponse.builder().aiMessage(response.aiMessage()).finishReason(response.finishReason()).tokenUsage(usage).build();
        };
    }

    static Turn throwing(RuntimeException thrown) {
        return ignored -> {
            throw thrown;
        };
    }

    /** Does something before the turn is taken. */
    static Turn after(Runnable action, Turn turn) {
        return request -> {
            action.run();
            return turn.apply(request);
        };
    }

    List<ChatRequest> requests() {
        return requests;
    }

    int asked() {
        return requests.size();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        MendedRequests.check(request);
        requests.add(request);
        Turn turn = turns[Math.min(next, turns.length - 1)];
        next++;
        return turn.apply(request);
    }
}
