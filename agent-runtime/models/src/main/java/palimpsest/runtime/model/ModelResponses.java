package palimpsest.runtime.model;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.HashMap;
import java.util.Map;
import palimpsest.runtime.model.wire.MessageEnding;

/** Reads of a response what LangChain4j has no place for; it stands among the message's attributes. */
public final class ModelResponses {

    private static final String ENDING = "palimpsest.ending";

    private ModelResponses() {}

    /** How a message ended; null when it is complete. */
    public static MessageEnding ending(ChatResponse response) {
        MessageEnding noted = response.aiMessage().attribute(ENDING, MessageEnding.class);
        return noted != null || response.finishReason() == null ? noted : switch (response.finishReason()) {
            case LENGTH -> MessageEnding.LENGTH;
            case CONTENT_FILTER -> MessageEnding.CONTENT_FILTER;
            default -> null;
        };
    }

    /** Characters that were replaced because they can't be stored. */
    public static int replaced(ChatResponse response) {
        Integer replaced = response.aiMessage().attribute(ConformingModel.REPLACED, Integer.class);
        return replaced == null ? 0 : replaced;
    }

    static AiMessage ended(AiMessage said, MessageEnding ending) {
        Map<String, Object> attributes = new HashMap<>(said.attributes());
        attributes.put(ENDING, ending);
        return said.toBuilder().attributes(attributes).build();
    }
}
