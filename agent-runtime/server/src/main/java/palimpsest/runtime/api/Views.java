package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.document.Document;
import palimpsest.runtime.event.RunTerms;

/** The shapes of the HTTP API (docs/api.md). */
final class Views {

    private Views() {}

    record AgentRequest(String name, String model, Integer window, @JsonProperty("max_steps") Integer maxSteps,
                        @JsonProperty("system_prompt") String systemPrompt) {}

    record AgentView(UUID id, String name, String model, int window, @JsonProperty("max_steps") int maxSteps,
                     @JsonProperty("system_prompt") String systemPrompt, @JsonProperty("created_at") Instant createdAt) {
        static AgentView of(Agent agent, RunTerms terms) {
            return new AgentView(agent.id(), agent.name(), terms.model(), terms.window(), terms.maxSteps(), agent.systemPrompt(), agent.createdAt());
        }
    }

    record ConversationRequest(@JsonProperty("agent_id") UUID agentId, String title, @JsonProperty("user_id") String userId) {}

    record TitleRequest(String title) {}

    record ConversationView(UUID id, @JsonProperty("agent_id") UUID agentId, String title, String model,
                            @JsonProperty("language_model") boolean languageModel, int window, String status,
                            @JsonProperty("created_at") Instant createdAt, @JsonProperty("updated_at") Instant updatedAt,
                            List<DocumentView> documents) {}

    record ConversationLine(UUID id, @JsonProperty("agent_id") UUID agentId, String title,
                            @JsonProperty("created_at") Instant createdAt, @JsonProperty("updated_at") Instant updatedAt) {}

    record DocumentView(UUID id, String name, @JsonProperty("media_type") String mediaType, long bytes, int characters, int tokens, int passages,
                        @JsonProperty("embedded_passages") int embeddedPassages, @JsonProperty("created_at") Instant createdAt, boolean unchanged) {
        static DocumentView of(Document document, boolean unchanged) {
            return new DocumentView(document.id(), document.name(), document.mediaType(), document.bytes(), document.characters(), document.tokens(),
                    document.passages(), document.embeddedPassages(), document.createdAt(), unchanged);
        }
    }

    record SkippedView(String name, String reason) {}

    record UploadView(List<DocumentView> documents, List<SkippedView> skipped) {}

    /** What was removed for good. */
    record ErasedView(@JsonProperty("document_id") UUID documentId, String name, long passages, long embeddings) {}

    record TextView(@JsonProperty("document_id") UUID documentId, int start, int end, int characters, String text) {}

    record MessageRequest(String content) {}

    record AskedView(@JsonProperty("run_id") UUID runId, @JsonProperty("conversation_id") UUID conversationId, @JsonProperty("event_id") long eventId) {}

    record NoteView(String key, String summary, String content, @JsonProperty("updated_at") Instant updatedAt) {}

    record ModelView(String name, String provider, @JsonProperty("language_model") boolean languageModel, String description, int window) {}

    record DatabaseView(boolean embedded, String version) {}

    record EmbeddingView(String model, long passages, long embedded, boolean running) {}

    record StatusView(String version, DatabaseView database, @JsonProperty("default_model") String defaultModel, EmbeddingView embedding) {}
}
