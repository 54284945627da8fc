package palimpsest.runtime.mcp;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.Decision;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.memory.longterm.Recall;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolOutcome;

/** Long-term memory as tools (docs/memory.md). */
public final class MemoryTools {

    private static final String BY = "mcp";
    private static final int FOUND = 10;
    private static final int MOST_FOUND = 200;
    private static final int MOST_CHARACTERS = 20_000;

    private final LongTermMemory memory;
    private final Clock clock;

    public MemoryTools(LongTermMemory memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    List<McpTool> all() {
        var remember = JsonObjectSchema.builder().addStringProperty("text", "What to remember, in a sentence that is understood by itself.")
                .addStringProperty("speaker", "Who said it; the subject when left out.")
                .addStringProperty("subject", "Whose memory it is: an administrator may name anybody, others have their own. Left out, it is the caller's.").required("text");
        var recall = JsonObjectSchema.builder().addStringProperty("query", "What is wanted, in plain words.")
                .addStringProperty("subject", "Whose memory is searched: an administrator may name anybody, others have their own. Left out, it is the caller's.")
                .addIntegerProperty("limit", "At most so many: 10 when left out, up to 200.").required("query");
        return List.of(
                new McpTool(McpTool.specification("remember", "Keeps something for good, over all conversations: a fact, a preference, what was said.", remember), false,
                        this::remember),
                new McpTool(McpTool.specification("recallMemories", "Finds what was remembered, by words and by meaning, best first.", recall), true, this::recall));
    }

    private ToolOutcome remember(McpCaller caller, ToolArguments arguments) {
        String text = arguments.requireText("text");
        if (text.isBlank() || text.length() > MOST_CHARACTERS) {
            throw new InvalidArgument("text must have 1 to " + MOST_CHARACTERS + " characters.");
        }
        String subject = subject(caller, arguments);
        var turn = new NumberedTurn(clock.millis(), new Turn(arguments.text("speaker").orElse(subject), clock.instant(), text));
        List<Decision> decided = memory.remember(caller.tenant(), subject, BY, List.of(turn));
        if (decided.isEmpty()) {
            return ToolOutcome.error("Something else was remembered in this very moment. Call again.");
        }
        Decision decision = decided.getFirst();
        // Whoever asks for it has decided that it is worth it.
        if (!decision.kept()) {
            memory.overrule(caller.tenant(), decision.id(), true, BY);
        }
        return ToolOutcome.of(result("remembered", true, "subject", subject, "decision_id", decision.id().toString()));
    }

    private ToolOutcome recall(McpCaller caller, ToolArguments arguments) {
        int limit = arguments.integer("limit", FOUND);
        if (limit < 1 || limit > MOST_FOUND) {
            throw new InvalidArgument("limit must be 1 to " + MOST_FOUND + ".");
        }
        String query = arguments.requireText("query");
        if (query.isBlank()) {
            throw new InvalidArgument("query is empty: say in plain words what is wanted.");
        }
        var found = memory.recall(caller.tenant(), Recall.now(subject(caller, arguments), query, limit));
        var answer = result("memories", found.stream().map(MemoryTools::line).toList());
        int reranked = Recall.Found.reranked(found);
        if (reranked > 0) {
            answer.put("reranked", reranked);
        }
        return ToolOutcome.of(answer);
    }

    private static SequencedMap<String, Object> line(Recall.Found found) {
        var memory = found.record();
        return result("id", memory.id().toString(), "text", memory.text(), "kind", memory.kind().name().toLowerCase(Locale.ROOT),
                "since", String.valueOf(memory.valid().from()), "score", found.score());
    }

    private static String subject(McpCaller caller, ToolArguments arguments) {
        String own = caller.user() == null ? Conversations.DEFAULT_USER : caller.user();
        String subject = arguments.text("subject").filter(named -> !named.isBlank()).map(String::strip).orElse(own);
        if (!caller.administers() && !subject.equals(own)) {
            throw new InvalidArgument("The memory of " + subject + " is not yours: leave subject out to use your own.");
        }
        return subject;
    }
}
