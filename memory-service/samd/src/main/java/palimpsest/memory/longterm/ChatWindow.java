package palimpsest.memory.longterm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;

/** What happened to a window of messages between two times when it was stored: it loses messages at its front and gains some at its end. */
final class ChatWindow {

    private ChatWindow() {}

    /**
     * Messages that were added at the end. What stands in front of a message that was there before is no new message: an application may
     * put a summary in the place of what it takes out.
     */
    static List<ChatMessage> added(List<ChatMessage> before, List<ChatMessage> now) {
        for (int from = 0; from < before.size(); from++) {
            List<ChatMessage> rest = before.subList(from, before.size());
            if (rest.size() <= now.size() && now.subList(0, rest.size()).equals(rest)) {
                return now.subList(rest.size(), now.size());
            }
        }
        for (int last = now.size() - 1; last >= 0; last--) {
            if (before.contains(now.get(last))) {
                return now.subList(last + 1, now.size());
            }
        }
        return now;
    }

    /**
     * A window with what somebody else has added to it meanwhile.
     *
     * @param read   the window from which {@code now} was made; null when that is not known
     * @param stored the window as it is stored
     */
    static List<ChatMessage> merged(List<ChatMessage> read, List<ChatMessage> stored, List<ChatMessage> now) {
        if (read == null || read.equals(stored)) {
            return now;
        }
        List<ChatMessage> theirs = added(read, stored);
        int mine = added(read, now).size();
        var merged = new ArrayList<>(now.subList(0, now.size() - mine));
        merged.addAll(theirs);
        merged.addAll(now.subList(now.size() - mine, now.size()));
        return merged;
    }

    /** Messages of the user and of the model that have text. */
    static List<ChatMessage> spoken(List<ChatMessage> messages) {
        return messages.stream().filter(message -> switch (message) {
            case UserMessage user -> user.hasSingleText();
            case AiMessage said -> said.text() != null && !said.text().isBlank();
            default -> false;
        }).toList();
    }
}
