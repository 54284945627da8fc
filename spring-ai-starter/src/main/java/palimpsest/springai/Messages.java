package palimpsest.springai;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.ai.chat.messages.AbstractMessage;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Spring AI's messages as LangChain4j's, which the store keeps, and back. Text, tool calls, tool results, pictures, sound and metadata are kept. */
final class Messages {

    private Messages() {}

    /**
     * The attribute of LangChain4j's messages that holds the metadata of Spring AI's. The first result of a {@link ToolResponseMessage} always has it,
     * so that the next message begins there.
     */
    private static final String METADATA = "springAiMetadata";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static List<ChatMessage> toLangChain4j(List<Message> messages) {
        var kept = new ArrayList<ChatMessage>();
        for (Message message : messages) {
            switch (message) {
                case SystemMessage system -> kept.add(dev.langchain4j.data.message.SystemMessage.from(system.getText()));
                case UserMessage user -> kept.add(user(user));
                case AssistantMessage assistant -> kept.add(assistant(assistant));
                case ToolResponseMessage tools -> kept.addAll(results(tools));
                default -> throw new IllegalArgumentException("A message of type " + message.getClass().getName() + " can't be kept.");
            }
        }
        return kept;
    }

    private static ChatMessage user(UserMessage user) {
        var contents = new ArrayList<Content>();
        contents.add(TextContent.from(user.getText()));
        user.getMedia().forEach(media -> contents.add(content(media)));
        return dev.langchain4j.data.message.UserMessage.builder().contents(contents).attributes(attributes(user)).build();
    }

    private static List<ChatMessage> results(ToolResponseMessage tools) {
        var results = new ArrayList<ChatMessage>();
        for (ToolResponseMessage.ToolResponse response : tools.getResponses()) {
            results.add(ToolExecutionResultMessage.builder().id(response.id()).toolName(response.name()).text(response.responseData())
                    .attributes(results.isEmpty() ? Map.of(METADATA, metadata(tools)) : Map.of()).build());
        }
        return results;
    }

    private static Map<String, Object> attributes(Message message) {
        Map<String, Object> metadata = metadata(message);
        return metadata.isEmpty() ? Map.of() : Map.of(METADATA, metadata);
    }

    /** As it is read again: numbers, texts, truth values, lists and maps. What can't be written as JSON is kept as its text. */
    private static Map<String, Object> metadata(Message message) {
        var metadata = new LinkedHashMap<String, Object>();
        message.getMetadata().forEach((key, value) -> {
            if (value != null && !key.equals(AbstractMessage.MESSAGE_TYPE)) {
                metadata.put(key, stored(value));
            }
        });
        return metadata;
    }

    private static Object stored(Object value) {
        try {
            return JSON.readValue(JSON.writeValueAsString(value), Object.class);
        } catch (JacksonException | StackOverflowError e) {
            return value.toString();
        }
    }

    private static Map<String, Object> metadataOf(Map<String, Object> attributes) {
        return attributes != null && attributes.get(METADATA) instanceof Map<?, ?> stored
                ? stored.entrySet().stream().collect(Collectors.toMap(entry -> (String) entry.getKey(), Map.Entry::getValue)) : Map.of();
    }

    static AiMessage assistant(AssistantMessage assistant) {
        List<ToolExecutionRequest> calls = assistant.getToolCalls().stream()
                .map(call -> ToolExecutionRequest.builder().id(call.id()).name(call.name()).arguments(call.arguments()).build()).toList();
        return AiMessage.builder().text(assistant.getText()).toolExecutionRequests(calls).attributes(attributes(assistant)).build();
    }

    private static Content content(Media media) {
        String type = media.getMimeType().getType() + "/" + media.getMimeType().getSubtype();
        URI address = media.getData() instanceof byte[] ? null : URI.create(media.getData().toString());
        String data = address == null ? Base64.getEncoder().encodeToString(media.getDataAsByteArray()) : null;
        return switch (media.getMimeType().getType()) {
            case "image" -> ImageContent.from(Image.builder().url(address).base64Data(data).mimeType(type).build());
            case "audio" -> AudioContent.from(Audio.builder().url(address).base64Data(data).mimeType(type).build());
            default -> throw new IllegalArgumentException("Media of type " + type + " can't be kept in a chat memory: only pictures and sound can.");
        };
    }

    static List<Message> toSpringAi(List<ChatMessage> messages) {
        var read = new ArrayList<Message>();
        var results = new ArrayList<ToolExecutionResultMessage>();
        for (ChatMessage message : messages) {
            if (message instanceof ToolExecutionResultMessage result) {
                if (result.attributes().containsKey(METADATA)) {
                    addResults(read, results);
                }
                results.add(result);
                continue;
            }
            addResults(read, results);
            switch (message) {
                case dev.langchain4j.data.message.SystemMessage system -> read.add(new SystemMessage(system.text()));
                case dev.langchain4j.data.message.UserMessage user -> read.add(user(user));
                case AiMessage ai -> read.add(AssistantMessage.builder().content(ai.text() == null ? "" : ai.text()).properties(metadataOf(ai.attributes())).toolCalls(ai.toolExecutionRequests().stream()
                        .map(call -> new AssistantMessage.ToolCall(call.id(), "function", call.name(), call.arguments())).toList()).build());
                default -> throw new IllegalStateException("A stored message of type " + message.type() + " is unknown to Spring AI.");
            }
        }
        addResults(read, results);
        return read;
    }

    /** Results that follow one another answer one message of the model: Spring AI has them in one message, too. */
    private static void addResults(List<Message> read, List<ToolExecutionResultMessage> results) {
        if (!results.isEmpty()) {
            read.add(ToolResponseMessage.builder().responses(results.stream()
                    .map(result -> new ToolResponseMessage.ToolResponse(result.id(), result.toolName(), result.text())).toList())
                    .metadata(metadataOf(results.getFirst().attributes())).build());
            results.clear();
        }
    }

    private static UserMessage user(dev.langchain4j.data.message.UserMessage user) {
        var text = new StringBuilder();
        var media = new ArrayList<Media>();
        for (Content content : user.contents()) {
            switch (content) {
                case TextContent part -> text.append(text.isEmpty() ? "" : "\n").append(part.text());
                case ImageContent picture -> media.add(media(picture.image().url(), picture.image().base64Data(), picture.image().mimeType()));
                case AudioContent sound -> media.add(media(sound.audio().url(), sound.audio().base64Data(), sound.audio().mimeType()));
                default -> throw new IllegalStateException("A stored content of type " + content.type() + " is unknown to Spring AI.");
            }
        }
        return UserMessage.builder().text(text.toString()).media(media).metadata(metadataOf(user.attributes())).build();
    }

    private static Media media(URI address, String base64, String type) {
        MimeType mime = MimeType.valueOf(type);
        return address != null ? new Media(mime, address) : new Media(mime, new ByteArrayResource(Base64.getDecoder().decode(base64)));
    }
}
