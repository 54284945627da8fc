package sample;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/** The same model as one that streams: each word of a call on a thread of its own making. */
record ScriptedStreamingChatModel(ScriptedChatModel model) implements StreamingChatModel {

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        ChatResponse whole = model.doChat(request);
        ToolExecutionRequest call = whole.aiMessage().toolExecutionRequests().getFirst();
        Thread.ofVirtual().start(() -> {
            for (String word : call.arguments().split("(?<= )")) {
                handler.onPartialToolCall(PartialToolCall.builder().index(0).id(call.id()).name(call.name()).partialArguments(word).build());
            }
            handler.onCompleteResponse(whole);
        });
    }
}
