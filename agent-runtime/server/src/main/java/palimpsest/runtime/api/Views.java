package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import palimpsest.memory.connection.ModelConnection;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.document.Document;
import palimpsest.runtime.event.RunTerms;

/** The shapes of the HTTP API (docs/api.md). */
final class Views {

    private Views() {}

    record AgentRequest(String name, @Nullable String model, @Nullable Integer window, @JsonProperty("max_steps") @Nullable Integer maxSteps,
                        @JsonProperty("system_prompt") @Nullable String systemPrompt) {}

    /** What of an agent can be changed; null: its default. */
    record AgentChangeRequest(@Nullable String model, @Nullable Integer window, @JsonProperty("max_steps") @Nullable Integer maxSteps,
                              @JsonProperty("system_prompt") @Nullable String systemPrompt) {}

    /**
     * @param usable whether its model is there: a model can be taken out of the configuration
     * @param pack   the law pack that it works with; null for none
     */
    record AgentView(UUID id, String name, String model, boolean usable, int window, @JsonProperty("max_steps") int maxSteps, @Nullable String pack,
                     @JsonProperty("system_prompt") @Nullable String systemPrompt, @JsonProperty("created_at") Instant createdAt) {
        static AgentView of(Agent agent, RunTerms terms, boolean usable, String pack) {
            return new AgentView(agent.id(), agent.name(), terms.model(), usable, terms.window(), terms.maxSteps(), pack, agent.systemPrompt(), agent.createdAt());
        }
    }

    record ConversationRequest(@JsonProperty("agent_id") @Nullable UUID agentId, @Nullable String title, @JsonProperty("user_id") @Nullable String userId) {}

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

    /** @param connection how it is reached, when it was connected by an operator; null for a model of the configuration */
    record ModelView(String name, String provider, @JsonProperty("language_model") boolean languageModel, String description, int window,
                     @Nullable ConnectionView connection) {}

    /**
     * How a connected model is reached; its key is never shown.
     *
     * @param keyPlace   {@code none}, {@code variable} or {@code memory}
     * @param keyPresent whether this process has the key; true where none is needed
     */
    record ConnectionView(@JsonProperty("base_url") String baseUrl, @JsonProperty("model_name") String modelName, @JsonProperty("max_output_tokens") int maxOutputTokens,
                          @JsonProperty("key_place") String keyPlace, @JsonProperty("key_variable") @Nullable String keyVariable,
                          @JsonProperty("key_present") boolean keyPresent, @JsonProperty("input_price") double inputPrice,
                          @JsonProperty("cached_input_price") @Nullable Double cachedInputPrice, @JsonProperty("output_price") double outputPrice) {
        static ConnectionView of(ModelConnection connection, boolean keyPresent) {
            return new ConnectionView(connection.baseUrl(), connection.modelName(), connection.maxOutputTokens(), connection.keyPlace().label(), connection.keyVariable(),
                    keyPresent, connection.inputPrice(), connection.cachedInputPrice(), connection.outputPrice());
        }
    }

    /**
     * What came of asking a model for one word.
     *
     * @param answer       what it said
     * @param milliseconds that it took, retries included
     * @param failure      what went wrong, such as {@code unauthorized} or {@code unreachable}
     * @param problem      the same for a person, with what to do
     */
    record ModelTestView(String model, boolean works, @Nullable String answer, long milliseconds, @JsonProperty("input_tokens") @Nullable Integer inputTokens,
                         @JsonProperty("output_tokens") @Nullable Integer outputTokens, @Nullable String failure, @Nullable String problem) {}

    record DatabaseView(boolean embedded, String version) {}

    record EmbeddingView(String model, long passages, long embedded, boolean running) {}

    /** Who asks, as a key or a token proves it. @param role {@code reader}, {@code user}, {@code admin} or {@code operator} */
    record CallerView(String tenant, String user, String role) {}

    /**
     * @param profile of all agents: {@code full} or {@code statelm}
     * @param caller  null where callers prove nothing
     */
    record StatusView(String version, String profile, DatabaseView database, @JsonProperty("default_model") String defaultModel, EmbeddingView embedding, @Nullable CallerView caller) {}
}
