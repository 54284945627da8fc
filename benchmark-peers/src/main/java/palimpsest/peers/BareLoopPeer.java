package palimpsest.peers;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The floor: a model client, a list of messages and a loop, with nothing stored. */
final class BareLoopPeer implements Peer {

    private final ChatModel model;
    private final List<ToolSpecification> tools = ToolSpecifications.toolSpecificationsFrom(LangChain4jPeer.TideTable.class);
    private final Map<Integer, Deque<ChatMessage>> conversations = new ConcurrentHashMap<>();

    BareLoopPeer(Settings settings) {
        this.model = LangChain4jPeer.model(settings.provider());
    }

    @Override
    public String ask(int conversation, String question) {
        Deque<ChatMessage> messages = conversations.computeIfAbsent(conversation, id -> new ArrayDeque<>());
        messages.add(UserMessage.from(question));
        while (true) {
            AiMessage said = model.chat(ChatRequest.builder().messages(List.copyOf(messages)).toolSpecifications(tools).build()).aiMessage();
            messages.add(said);
            if (!said.hasToolExecutionRequests()) {
                keepNewest(messages);
                return said.text();
            }
            for (ToolExecutionRequest call : said.toolExecutionRequests()) {
                messages.add(ToolExecutionResultMessage.from(call, Tide.at(call.arguments())));
            }
        }
    }

    /** Whole exchanges, so that no result is left without its call. */
    private static void keepNewest(Deque<ChatMessage> messages) {
        while (messages.size() > LangChain4jPeer.WINDOW || !(messages.getFirst() instanceof UserMessage)) {
            messages.removeFirst();
        }
    }

    @Override
    public void close() {}
}
