package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What programs for chats export as JSON, each in a shape of its own: Telegram, Slack, Discord, ChatGPT and Claude. */
final class ChatExports {

    private ChatExports() {}

    /** One message. */
    private record Message(String at, String speaker, String said) {}

    /** The turns of an export; null for any other JSON. */
    static String turns(JsonNode root) {
        List<JsonNode> chats = chats(root);
        var text = new StringBuilder();
        for (JsonNode chat : chats) {
            List<Message> messages = messages(chat).stream().filter(message -> !message.said.isBlank()).toList();
            if (!messages.isEmpty()) {
                var turns = new ChatTurns();
                messages.forEach(message -> turns.said(message.at, message.speaker.isBlank() ? "somebody" : message.speaker, message.said));
                String title = title(chat);
                text.append(text.isEmpty() ? "" : "\n").append(title.isBlank() ? "" : "title: " + title.replaceAll("\\s+", " ") + "\n\n").append(turns);
            }
        }
        return text.isEmpty() ? null : text.toString();
    }

    private static List<JsonNode> chats(JsonNode root) {
        JsonNode list = root.path("chats").path("list");
        if (list.isArray()) {
            return elements(list);
        }
        boolean several = root.isArray() && !root.isEmpty() && (root.get(0).has("mapping") || root.get(0).has("chat_messages"));
        return several ? elements(root) : List.of(root);
    }

    private static String title(JsonNode chat) {
        return chat.path("title").asString(chat.path("name").asString(chat.path("channel").path("name").asString("")));
    }

    private static List<Message> messages(JsonNode chat) {
        if (chat.path("mapping").isObject()) {
            return ofTree(chat.path("mapping"));
        }
        if (chat.path("chat_messages").isArray()) {
            return elements(chat.path("chat_messages")).stream().map(one -> new Message(text(one, "created_at"), text(one, "sender"), said(one.path("text")))).toList();
        }
        List<JsonNode> messages = elements(chat.isArray() ? chat : chat.path("messages"));
        if (messages.isEmpty() || !messages.stream().allMatch(JsonNode::isObject)) {
            return List.of();
        }
        if (messages.stream().allMatch(one -> one.has("date_unixtime") || one.has("from_id") || one.has("actor_id"))) {
            return messages.stream().filter(one -> !text(one, "type").equals("service")).map(one -> new Message(text(one, "date"), text(one, "from"), withFile(said(one.path("text")), text(one, "file_name"))))
                    .toList();
        }
        if (messages.stream().allMatch(one -> one.has("ts") && text(one, "type").equals("message"))) {
            return messages.stream().map(one -> new Message(text(one, "ts"), ofSlack(one), withFiles(text(one, "text"), one.path("files"), "name"))).toList();
        }
        if (messages.stream().allMatch(one -> one.has("timestamp") && one.path("author").has("name") && one.has("content"))) {
            return messages.stream().map(one -> new Message(text(one, "timestamp"), one.path("author").path("nickname").asString(text(one.path("author"), "name")),
                    withFiles(text(one, "content"), one.path("attachments"), "fileName"))).toList();
        }
        return List.of();
    }

    private static String ofSlack(JsonNode message) {
        JsonNode profile = message.path("user_profile");
        return profile.path("real_name").asString(profile.path("name").asString(message.path("username").asString(text(message, "user"))));
    }

    /** ChatGPT keeps a tree, in which each change of a question begins a branch: in the order of the file. */
    private static List<Message> ofTree(JsonNode mapping) {
        var messages = new ArrayList<Message>();
        for (JsonNode node : mapping) {
            JsonNode message = node.path("message");
            String speaker = text(message.path("author"), "role");
            if (speaker.equals("user") || speaker.equals("assistant")) {
                messages.add(new Message(text(message, "create_time"), speaker, said(message.path("content").path("parts"))));
            }
        }
        return messages;
    }

    /** A text, or the parts of one, which are texts or hold one. */
    private static String said(JsonNode text) {
        return text.isArray() ? elements(text).stream().map(part -> part.isObject() ? text(part, "text") : part.asString("")).collect(Collectors.joining()) : text.asString("");
    }

    private static String withFiles(String said, JsonNode files, String name) {
        return elements(files).stream().map(file -> text(file, name)).reduce(said, ChatExports::withFile);
    }

    private static String withFile(String said, String file) {
        return file.isBlank() ? said : (said + " [" + file + "]").strip();
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asString("");
    }

    private static List<JsonNode> elements(JsonNode list) {
        return list.isArray() ? StreamSupport.stream(list.spliterator(), false).toList() : List.of();
    }
}
