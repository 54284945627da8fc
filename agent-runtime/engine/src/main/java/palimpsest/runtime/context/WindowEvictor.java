package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.List;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessage.Tool;
import palimpsest.runtime.context.WindowMessage.User;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.WindowEvent.MessagePruned;

/**
 * Chooses what the runtime prunes when the next request would not fit: read text that was noted afterwards, then the
 * oldest tool results, then the oldest assistant messages, and what was brought back last of all; never the last exchange: the
 * model's last message with all that followed it, or a new question alone.
 */
public final class WindowEvictor {

    private final WindowProjection projection;

    public WindowEvictor(WindowProjection projection) {
        this.projection = projection;
    }

    /**
     * The prunes, in order, after which the request has at most {@code limit} tokens; all that are possible when that can't be reached.
     */
    public List<MessagePruned> choose(RunTerms terms, ContextState state, WindowMeter meter, int limit) {
        List<ProjectedMessage> window = projection.project(terms, state);
        int tokens = meter.tokens(window);
        List<MessagePruned> prunes = new ArrayList<>();
        for (Candidate candidate : candidates(window, state.window())) {
            if (tokens <= limit) {
                break;
            }
            int saved = meter.tokens(candidate.message()) - meter.tokens(projection.stub(candidate.numbered(), terms));
            if (saved > 0) {
                prunes.add(new MessagePruned(candidate.numbered().msgId(), candidate.numbered().role(), "runtime", candidate.reason(), saved, tokens));
                tokens -= saved;
            }
        }
        return prunes;
    }

    private record Candidate(ProjectedMessage message, Numbered numbered, String reason) {}

    private static List<Candidate> candidates(List<ProjectedMessage> window, WindowMessages messages) {
        List<Candidate> noted = new ArrayList<>();
        List<Candidate> results = new ArrayList<>();
        List<Candidate> spoken = new ArrayList<>();
        List<Candidate> restored = new ArrayList<>();
        long lastNote = lastNoteSeq(window);
        for (ProjectedMessage message : window.subList(0, ExchangeCompactor.lastExchange(window))) {
            if (message.pruned() || !(message.source() instanceof Numbered numbered)) {
                continue;
            }
            switch (numbered) {
                case Numbered back when messages.isRestored(back.msgId()) -> restored.add(new Candidate(message, back, "restored message"));
                case Tool tool when readsText(tool) && tool.seq() < lastNote -> noted.add(new Candidate(message, tool, "read text, noted since"));
                case Tool tool -> results.add(new Candidate(message, tool, "oldest tool result"));
                case Assistant assistant -> spoken.add(new Candidate(message, assistant, "oldest assistant message"));
            }
        }
        List<Candidate> all = new ArrayList<>(noted);
        all.addAll(results);
        all.addAll(spoken);
        all.addAll(restored);
        return all;
    }

    private static boolean readsText(Tool tool) {
        return tool.tool().equals("readChunk") || tool.tool().equals("loadDocument");
    }

    private static long lastNoteSeq(List<ProjectedMessage> window) {
        return window.stream()
                .filter(message -> message.source() instanceof Tool tool && (tool.tool().equals("note") || tool.tool().equals("updateNote"))
                        && !tool.isError())
                .mapToLong(message -> message.source().seq())
                .max().orElse(0);
    }
}
