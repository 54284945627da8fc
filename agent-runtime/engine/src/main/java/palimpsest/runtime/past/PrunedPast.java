package palimpsest.runtime.past;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import palimpsest.memory.log.HistorySearch;
import palimpsest.memory.retrieve.SearchWords;
import palimpsest.runtime.context.WindowMessages;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.WindowEvent.OriginalMessage;
import palimpsest.tools.spi.Recalled;

/** Finds what a conversation's own pruned messages said. */
public final class PrunedPast {

    private static final int LOOKED_AT = 100;
    private static final int BEFORE = 60;
    private static final int SNIPPET = 240;

    private final HistorySearch search;
    private final EventCodec codec;

    public PrunedPast(HistorySearch search, EventCodec codec) {
        this.search = search;
        this.codec = codec;
    }

    /** Finds nothing: for a runtime that offers no recall. */
    public static PrunedPast none() {
        return new PrunedPast((tenant, conversationId, types, query, limit) -> List.of(), new EventCodec());
    }

    /** Messages that have left the window and match, best first. */
    public List<Recalled> recall(String tenant, UUID conversationId, WindowMessages window, String query, int limit) {
        var types = MessageHistory.MESSAGES.stream().map(Class::getSimpleName).toList();
        return search.search(tenant, conversationId, types, query, LOOKED_AT).stream()
                .map(codec::decode).map(MessageHistory::original)
                .filter(message -> window.isPruned(MessageHistory.idOf(message)))
                .limit(limit)
                .map(message -> recalled(message, query))
                .toList();
    }

    private static Recalled recalled(OriginalMessage message, String query) {
        String tool = message.answered() != null ? message.answered().tool()
                : message.said().calls().isEmpty() ? null : message.said().calls().getFirst().name();
        return new Recalled(MessageHistory.idOf(message), message.said() != null ? "assistant" : "tool", tool, snippet(text(message), query));
    }

    private static String text(OriginalMessage message) {
        List<String> texts = new ArrayList<>();
        if (message.said() != null) {
            collect(message.said().text(), texts);
            message.said().calls().stream().map(Call::arguments).forEach(texts::add);
        } else {
            collect(message.answered().result(), texts);
        }
        return String.join(" ", texts).strip().replaceAll("\\s+", " ");
    }

    private static void collect(Object value, List<String> texts) {
        switch (value) {
            case Map<?, ?> map -> map.values().forEach(each -> collect(each, texts));
            case List<?> list -> list.forEach(each -> collect(each, texts));
            case String text -> texts.add(text);
            case null, default -> { }
        }
    }

    /** The text about the first place where the query, or else the longest of its words that occurs, stands. */
    private static String snippet(String text, String query) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> wanted = new ArrayList<>(List.of(query));
        SearchWords.locate(query).stream().map(word -> query.substring(word.start(), word.end()))
                .sorted((a, b) -> Integer.compare(b.length(), a.length())).forEach(wanted::add);
        int at = wanted.stream().mapToInt(word -> lower.indexOf(word.toLowerCase(Locale.ROOT))).filter(found -> found >= 0).findFirst().orElse(0);
        int start = boundary(text, Math.max(0, Math.min(at, text.length()) - BEFORE));
        int end = boundary(text, Math.min(text.length(), start + SNIPPET));
        return (start > 0 ? "…" : "") + text.substring(start, end) + (end < text.length() ? "…" : "");
    }

    private static int boundary(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
