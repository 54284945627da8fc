package palimpsest.runtime.history;

import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.Conversation;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.LogEntry;
import palimpsest.memory.note.NoteScope;
import palimpsest.memory.note.NoteStore;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.Conversations;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a conversation as one readable JSON file: its agent's settings, its documents by reference, and every event as it
 * happened. Streamed: a history of any length takes a page of memory.
 */
public final class ConversationExport {

    static final String FORMAT = "palimpsest-conversation";
    static final int VERSION = 1;

    private static final int PAGE = 500;

    private final Conversations conversations;
    private final Agents agents;
    private final NoteStore notes;
    private final DocumentStore documents;
    private final EventLog log;
    private final JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    public ConversationExport(Conversations conversations, Agents agents, NoteStore notes, DocumentStore documents, EventLog log) {
        this.conversations = conversations;
        this.agents = agents;
        this.notes = notes;
        this.documents = documents;
        this.log = log;
    }

    /**
     * @param withText whether the documents' texts are in the file too
     * @throws palimpsest.runtime.conversation.RequestRefused when there is no such conversation; nothing is written then
     */
    public void write(String tenant, UUID id, boolean withText, OutputStream out) {
        Conversation conversation = conversations.find(tenant, id);
        Agent agent = agents.of(tenant, conversation);
        try (JsonGenerator generator = json.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringProperty("format", FORMAT);
            generator.writeNumberProperty("version", VERSION);
            generator.writePOJOProperty("conversation", map("id", id, "title", conversation.title(), "user_id", user(tenant, id),
                    "created_at", conversation.createdAt()));
            generator.writePOJOProperty("agent", map("name", agent.name(), "model", agents.shownTerms(agent).model(), "window", agent.window(),
                    "max_steps", agent.maxSteps(), "system_prompt", agent.systemPrompt()));
            generator.writeArrayPropertyStart("documents");
            conversations.state(tenant, id).everAttached().forEach(attached -> generator.writePOJO(
                    document(tenant, attached.id(), attached.name(), attached.tokens(), withText)));
            generator.writeEndArray();
            generator.writeArrayPropertyStart("events");
            writeEvents(tenant, id, generator);
            generator.writeEndArray();
            generator.writeEndObject();
        }
    }

    private String user(String tenant, UUID id) {
        return notes.owners(tenant, id).stream().filter(owner -> owner.scope() == NoteScope.USER).findFirst().orElseThrow().id();
    }

    private void writeEvents(String tenant, UUID id, JsonGenerator generator) {
        long after = 0;
        while (true) {
            var page = log.read(tenant, id, after, PAGE);
            page.forEach(entry -> generator.writePOJO(event(entry)));
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast().seq();
        }
    }

    private Map<String, Object> event(LogEntry entry) {
        return map("seq", entry.seq(), "run_id", entry.runId(), "type", entry.type(), "at", entry.at(), "event", json.readValue(entry.payload(), JsonNode.class));
    }

    private Map<String, Object> document(String tenant, UUID id, String name, int tokens, boolean withText) {
        Optional<Document> stored = documents.find(tenant, id);
        var reference = map("id", id, "name", name, "sha256", stored.map(Document::sha256).orElse(null), "tokens", tokens);
        if (withText && stored.isPresent()) {
            reference.put("text", documents.text(tenant, id));
        }
        return reference;
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
