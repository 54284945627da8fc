package palimpsest.runtime.history;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.log.HistoryStore;
import palimpsest.memory.log.HistoryStore.Imported;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.Titles;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.NoteEvent.LastingNotesListed;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.history.ImportedAgents.Wanted;
import palimpsest.runtime.history.ImportedDocuments.Missing;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a conversation from a file: one of our own exports, or a list of OpenAI chat messages. What is broken in it is mended
 * and stated in the new conversation's history. Ids are new; documents are found again by their content.
 */
public final class ConversationImport {

    private static final String BY = "import";

    private final Conversations conversations;
    private final HistoryStore histories;
    private final ImportedAgents agents;
    private final ImportedDocuments documents;
    private final Function<String, Tokenizer> tokenizers;
    private final long maxBytes;
    private final EventCodec codec = new EventCodec();
    private final JsonMapper json = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /**
     * @param tokenizers the tokenizer of a model, by its name
     * @param maxBytes   of a file
     */
    public ConversationImport(Conversations conversations, HistoryStore histories, ImportedAgents agents, ImportedDocuments documents,
                              Function<String, Tokenizer> tokenizers, long maxBytes) {
        this.conversations = conversations;
        this.histories = histories;
        this.agents = agents;
        this.documents = documents;
        this.tokenizers = tokenizers;
        this.maxBytes = maxBytes;
    }

    /** What came in. */
    public record Result(UUID conversationId, Agent agent, int events, List<Missing> missingDocuments, List<Repair> repairs) {}

    /**
     * @throws RequestRefused INVALID when the file is neither of both, TOO_LARGE, QUOTA_REACHED, NOT_FOUND when the wanted agent is unknown
     */
    public Result read(String tenant, InputStream file, Wanted wanted) {
        conversations.admit(tenant);
        JsonNode root = parse(file);
        if (root.isArray()) {
            return messages(tenant, root, wanted);
        }
        if (root.path("messages").isArray()) {
            return messages(tenant, root.get("messages"), wanted);
        }
        if (ConversationExport.FORMAT.equals(root.path("format").asString(""))) {
            return export(tenant, root, wanted);
        }
        throw RequestRefused.invalid("body", "This is neither an exported conversation (\"format\": \"" + ConversationExport.FORMAT
                + "\") nor a list of chat messages ([{\"role\": …}]).");
    }

    private JsonNode parse(InputStream file) {
        try {
            byte[] bytes = file.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
            if (bytes.length > maxBytes) {
                throw new RequestRefused(Reason.TOO_LARGE, "The file has more than " + maxBytes + " bytes. Raise palimpsest.histories.max-import-size if it is yours.");
            }
            return json.readTree(bytes);
        } catch (IOException | JacksonException e) {
            throw RequestRefused.invalid("body", "The file is no JSON: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    // --- messages from elsewhere

    private Result messages(String tenant, JsonNode list, Wanted wanted) {
        OpenAiMessages.Read read = OpenAiMessages.read(list);
        return messages(tenant, read.messages(), read.repairs(), wanted);
    }

    /** The same from messages that were read already. */
    public Result messages(String tenant, List<HistoryMessage> messages, Wanted wanted) {
        conversations.admit(tenant);
        return messages(tenant, messages, List.of(), wanted);
    }

    private Result messages(String tenant, List<HistoryMessage> messages, List<Repair> read, Wanted wanted) {
        MessageRepair.Mended mended = MessageRepair.repair(messages);
        String systemPrompt = mended.messages().stream().filter(HistoryMessage.SystemText.class::isInstance)
                .map(message -> ((HistoryMessage.SystemText) message).text()).findFirst().orElse(null);
        List<Repair> repairs = new ArrayList<>(read);
        repairs.addAll(mended.repairs());
        Agent agent = agents.forMessages(tenant, wanted, systemPrompt);
        RunTerms terms = agents.terms(agent);
        List<HistoryEntry> entries = new ArrayList<>(MessageEvents.of(mended.messages(), terms, tokenizers.apply(terms.model())));
        String title = mended.messages().stream().filter(HistoryMessage.UserText.class::isInstance).map(message -> ((HistoryMessage.UserText) message).text())
                .findFirst().map(Titles::ofQuestion).orElse(null);
        return store(tenant, agent, wanted.userId(), title, entries, List.of(), repairs);
    }

    // --- our own exports

    private Result export(String tenant, JsonNode root, Wanted wanted) {
        if (root.path("version").asInt(0) != ConversationExport.VERSION) {
            throw RequestRefused.invalid("version", "The file has version " + root.path("version") + " of its format; this runtime reads version "
                    + ConversationExport.VERSION + ". Export it again with a version of the product as old as this one.");
        }
        NewIds ids = NewIds.ofRuns(root.path("events"));
        List<Missing> missing = documents.find(tenant, root.path("documents"), ids);
        List<HistoryEntry> entries = new ArrayList<>();
        int number = 0;
        for (JsonNode event : root.path("events")) {
            entries.add(ids.entry(event, ++number, codec));
        }
        EventRepair.Mended mended = EventRepair.mend(entries);
        List<Repair> repairs = new ArrayList<>(mended.repairs());
        Agent agent = agents.forExport(tenant, wanted, root.path("agent"), repairs);
        String title = root.path("conversation").path("title").asString(null);
        String user = wanted.userId() != null ? wanted.userId() : root.path("conversation").path("user_id").asString(null);
        return store(tenant, agent, user, title == null ? null : Titles.imported(title), mended.entries(), missing, repairs);
    }

    // --- both

    private Result store(String tenant, Agent agent, String userId, String title, List<HistoryEntry> history, List<Missing> missing, List<Repair> repairs) {
        List<HistoryEntry> entries = new ArrayList<>(history);
        ContextState state = folded(entries);
        List<UUID> gone = missing.stream().map(Missing::id).filter(id -> state.documents().stream().anyMatch(document -> document.id().equals(id))).toList();
        if (!gone.isEmpty()) {
            entries.add(new HistoryEntry(0, null, null, new DocumentsChanged(List.of(), gone)));
        }
        if (!state.lastingNoteSummaries().isEmpty()) {
            // What was known of notes elsewhere is not known of the notes here.
            entries.add(new HistoryEntry(0, null, null, new LastingNotesListed(List.of())));
        }
        repairs.forEach(repair -> entries.add(new HistoryEntry(0, null, null, repair.event(BY))));
        UUID id = histories.create(tenant, agent.id(), userId == null || userId.isBlank() ? Conversations.DEFAULT_USER : userId.strip(), title,
                NumberedHistory.of(entries).stream().map(this::encoded).toList(), ImportedRuns.of(entries));
        return new Result(id, agent, entries.size(), missing, repairs);
    }

    private Imported encoded(HistoryEntry entry) {
        var encoded = codec.encode(entry.runId(), entry.event());
        return new Imported(entry.seq(), encoded.runId(), encoded.type(), encoded.payload(), entry.at());
    }

    /** Every history must fold: one that does not would fail at every later look. */
    private static ContextState folded(List<HistoryEntry> entries) {
        try {
            return ContextState.fold(NumberedHistory.recorded(entries));
        } catch (RuntimeException e) {
            throw RequestRefused.invalid("events", "The events of the file can't follow one another. Export the conversation again.");
        }
    }
}
