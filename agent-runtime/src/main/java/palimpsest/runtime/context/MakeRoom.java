package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.List;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessage.Tool;
import palimpsest.runtime.context.WindowMessage.User;
import palimpsest.runtime.event.ConversationEvent.MessagePruned;
import palimpsest.runtime.event.ConversationEvent.RunTerms;

/**
 * Chooses what the runtime prunes when the next request would not fit: read text that was noted afterwards, then the
 * oldest tool results, then the oldest assistant messages; never the last exchange: the model's last message with all that
 * followed it, or a new question alone.
 */
public final class MakeRoom {

    private final WindowProjection projection;

    public MakeRoom(WindowProjection projection) {
        this.projection = projection;
    }

    /**
     * The prunes, in order, after which the request has at most {@code limit} tokens; all that are possible when that can't be reached.
     */
    public List<MessagePruned> choose(RunTerms terms, ContextState state, WindowMeter meter, int limit) {
        return choose(terms, projection.project(terms, state), meter, limit);
    }

    /** The same for a request that is given. */
    public List<MessagePruned> choose(RunTerms terms, List<ProjectedMessage> window, WindowMeter meter, int limit) {
        int tokens = meter.tokens(window);
        List<MessagePruned> prunes = new ArrayList<>();
        for (Candidate candidate : candidates(window)) {
            if (tokens <= limit) {
                break;
            }
            int saved = meter.tokens(candidate.message()) - meter.tokens(projection.stub(candidate.numbered(), terms));
            if (saved > 0) {
                tokens -= saved;
                prunes.add(new MessagePruned(candidate.numbered().msgId(), candidate.numbered().role(), "runtime", candidate.reason(), saved));
            }
        }
        return prunes;
    }

    private record Candidate(ProjectedMessage message, Numbered numbered, String reason) {}

    private static List<Candidate> candidates(List<ProjectedMessage> window) {
        List<Candidate> noted = new ArrayList<>();
        List<Candidate> results = new ArrayList<>();
        List<Candidate> spoken = new ArrayList<>();
        long lastNote = lastNoteSeq(window);
        for (ProjectedMessage message : window.subList(0, lastExchange(window))) {
            if (message.pruned() || !(message.source() instanceof Numbered numbered)) {
                continue;
            }
            switch (numbered) {
                case Tool tool when readsText(tool) && tool.seq() < lastNote -> noted.add(new Candidate(message, tool, "read text, noted since"));
                case Tool tool -> results.add(new Candidate(message, tool, "oldest tool result"));
                case Assistant assistant -> spoken.add(new Candidate(message, assistant, "oldest assistant message"));
            }
        }
        List<Candidate> all = new ArrayList<>(noted);
        all.addAll(results);
        all.addAll(spoken);
        return all;
    }

    /** Where the last exchange begins. */
    private static int lastExchange(List<ProjectedMessage> window) {
        for (int i = window.size() - 1; i >= 0; i--) {
            if (window.get(i).source() instanceof User || window.get(i).source() instanceof Assistant) {
                return i;
            }
        }
        return window.size();
    }

    private static boolean readsText(Tool tool) {
        return tool.tool().equals("readChunk") || tool.tool().equals("loadDocument");
    }

    private static long lastNoteSeq(List<ProjectedMessage> window) {
        return window.stream()
                .filter(message -> message.source() instanceof Tool tool && (tool.tool().equals("note") || tool.tool().equals("updateNote"))
                        && !tool.result().containsKey("error"))
                .mapToLong(message -> message.source().seq())
                .max().orElse(0);
    }
}
