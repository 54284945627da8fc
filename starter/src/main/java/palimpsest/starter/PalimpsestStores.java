package palimpsest.starter;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.scoring.ScoringModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.MemoryContentRetriever;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.memory.longterm.StoredChatMemory;
import palimpsest.memory.rerank.RerankingScoringModel;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.segment.SegmentEmbeddingStore;
import palimpsest.memory.segment.SegmentStore;
import palimpsest.memory.tenant.TenantScope;

/**
 * The engine's tables and memory in LangChain4j's own types, for AI services and retrieval of the application's own. Each call is made for the
 * tenant of the calling thread, and throws {@link IllegalStateException} where none is known. They are no beans by themselves: LangChain4j's
 * starter would put them into AI services that did not ask for them.
 */
public final class PalimpsestStores {

    private final RuntimeContext runtime;
    private final Supplier<String> tenant;
    private final SegmentStore segments;
    private final AtomicLong lastNumber = new AtomicLong();

    PalimpsestStores(RuntimeContext runtime) {
        this.runtime = runtime;
        this.tenant = runtime.services()::tenant;
        this.segments = new SegmentStore(runtime.get(JdbcClient.class), runtime.get(TransactionTemplate.class));
    }

    /** Beneath {@link #embeddingStore}, with the tenant to be named. */
    public SegmentStore segments() {
        return segments;
    }

    /** The tenant of the calling thread. */
    public String tenant() {
        return tenant.get();
    }

    /** An embedding store over the segments of one collection. @param collection its embeddings are of one model */
    public EmbeddingStore<TextSegment> embeddingStore(String collection) {
        return new SegmentEmbeddingStore(segments, collection, tenant);
    }

    /**
     * Windows of chats of one user. What is said also goes to long-term memory through its gate, where that part is there; what a window drops
     * stays there.
     */
    public ChatWindows chatMemoryStore(String user) {
        return new ChatWindows(user);
    }

    /**
     * What is remembered of a user, as contents that say who said it, when and where.
     *
     * @param limit contents at most, 1 to 200
     * @throws IllegalStateException where long-term memory is switched off
     */
    public ContentRetriever memoryRetriever(String user, int limit) {
        LongTermMemory memory = memory();
        return new ContentRetriever() {
            @Override
            public List<Content> retrieve(Query query) {
                String asks = tenant.get();
                return TenantScope.within(new TenantScope.One(asks), () -> new MemoryContentRetriever(memory, asks, user, limit).retrieve(query));
            }
        };
    }

    /**
     * Hands turns of a conversation to long-term memory, in order, where the gate judges them.
     *
     * @throws IllegalStateException where long-term memory is switched off
     */
    public void remember(String user, String conversation, List<Turn> turns) {
        LongTermMemory memory = memory();
        String asks = tenant.get();
        List<NumberedTurn> numbered = turns.stream().map(turn -> new NumberedTurn(nextNumber(), turn)).toList();
        TenantScope.of(asks, () -> memory.remember(asks, user, conversation, numbered));
    }

    /** By time, and never twice here: a turn of a number that is known already is passed over. */
    private long nextNumber() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, runtime.get(Clock.class).instant());
        return lastNumber.updateAndGet(last -> Math.max(last + 1, now));
    }

    /** @throws IllegalStateException without a reranker */
    public ScoringModel scoringModel() {
        if (!runtime.has(Reranker.class)) {
            throw new IllegalStateException("There is no reranker: set palimpsest.search.reranker=qrranker with its libraries, or declare a Reranker bean.");
        }
        return new RerankingScoringModel(runtime.get(Reranker.class));
    }

    private LongTermMemory memory() {
        if (!runtime.has(LongTermMemory.class)) {
            throw new IllegalStateException("Long-term memory is switched off: palimpsest.long-term-memory.enabled is false.");
        }
        return runtime.get(LongTermMemory.class);
    }

    /** Chat windows of one user. */
    public final class ChatWindows implements ChatMemoryStore {

        private final String user;
        private final Map<String, StoredChatMemory> ofTenants = new ConcurrentHashMap<>();

        private ChatWindows(String user) {
            this.user = user;
        }

        private <T> T with(Function<StoredChatMemory, T> work) {
            String asks = tenant.get();
            StoredChatMemory store = ofTenants.computeIfAbsent(asks, one -> new StoredChatMemory(runtime.get(JdbcClient.class),
                    runtime.get(TransactionTemplate.class), runtime.has(LongTermMemory.class) ? runtime.get(LongTermMemory.class) : null, one, user,
                    runtime.get(Clock.class)));
            return TenantScope.within(new TenantScope.One(asks), () -> work.apply(store));
        }

        @Override
        public List<ChatMessage> getMessages(Object memoryId) {
            return with(store -> store.getMessages(memoryId));
        }

        @Override
        public void updateMessages(Object memoryId, List<ChatMessage> messages) {
            with(store -> {
                store.updateMessages(memoryId, messages);
                return null;
            });
        }

        @Override
        public void deleteMessages(Object memoryId) {
            with(store -> {
                store.deleteMessages(memoryId);
                return null;
            });
        }

        /** Ids of the windows that hold messages, the one that changed last first. */
        public List<String> memoryIds() {
            return with(StoredChatMemory::memoryIds);
        }
    }
}
