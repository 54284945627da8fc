package palimpsest.runtime.past;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import palimpsest.memory.conversation.Conversation;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.log.LogEntry;
import palimpsest.memory.log.SaidSearch;
import palimpsest.memory.retrieve.SearchWords;
import palimpsest.memory.retrieve.SearchWords.Word;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.MessageEvent;
import palimpsest.runtime.event.RunEvent;

/** Finds what was asked and answered in all conversations of a tenant. */
public final class SaidBefore {

    private static final int BEFORE = 60;
    private static final int FRAGMENT = 240;

    private final SaidSearch search;
    private final ConversationStore conversations;
    private final EventCodec codec;

    public SaidBefore(SaidSearch search, ConversationStore conversations, EventCodec codec) {
        this.search = search;
        this.conversations = conversations;
        this.codec = codec;
    }

    /**
     * A message that was found.
     *
     * @param title    of its conversation; null for none
     * @param asked    whether it is a question; otherwise it is an answer
     * @param fragment of its text around the first match, matches between {@code <em>} and {@code </em>}
     */
    public record Said(UUID conversationId, String title, long seq, Instant at, boolean asked, String fragment) {}

    /** The newest messages that hold the query's words. @param query not blank */
    public List<Said> find(String tenant, String query, int limit) {
        List<LogEntry> entries = search.search(tenant, query, limit);
        Map<UUID, Optional<Conversation>> known = entries.stream().map(LogEntry::conversationId).distinct()
                .collect(Collectors.toMap(Function.identity(), id -> conversations.findConversation(tenant, id)));
        return entries.stream().map(codec::decode).flatMap(recorded -> known.get(recorded.conversationId()).stream().map(conversation -> {
            boolean asked = recorded.event() instanceof MessageEvent.UserSpoke;
            String text = recorded.event() instanceof MessageEvent.UserSpoke said ? said.content()
                    : recorded.event() instanceof RunEvent.RunFinished finished ? finished.result().answer() : "";
            return new Said(recorded.conversationId(), conversation.title(), recorded.seq(), recorded.at(), asked, fragment(text == null ? "" : text, query));
        })).toList();
    }

    static String fragment(String text, String query) {
        List<String> asked = SearchWords.locate(query).stream().map(word -> lower(query, word)).toList();
        List<Word> hits = new ArrayList<>();
        for (Word word : SearchWords.locate(text)) {
            String here = lower(text, word);
            if (asked.stream().anyMatch(here::startsWith)) {
                hits.add(word);
            }
        }
        int from = hits.isEmpty() ? 0 : whole(text, Math.max(0, hits.getFirst().start() - BEFORE));
        int to = whole(text, Math.min(text.length(), from + FRAGMENT));
        var fragment = new StringBuilder();
        int at = from;
        for (Word hit : hits) {
            if (hit.end() <= to) {
                fragment.append(text, at, hit.start()).append("<em>").append(text, hit.start(), hit.end()).append("</em>");
                at = hit.end();
            }
        }
        return fragment.append(text, at, to).toString().strip();
    }

    private static String lower(String text, Word word) {
        return text.substring(word.start(), word.end()).toLowerCase(Locale.ROOT);
    }

    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
