package palimpsest.memory.eval;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.embed.EmbeddingProgress;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Turn;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.locomo.LocomoConversation;
import palimpsest.memory.retrieve.PassageHit;

/** Labelled conversations in the store, under a tenant of their own that is removed at the end. */
final class TurnCorpus implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final String tenant = "evaluation-" + UUID.randomUUID();
    private final Map<String, Stored> stored = new HashMap<>();

    TurnCorpus(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param turns ids by the code point at which what was said begins */
    private record Stored(UUID document, Map<Integer, String> turns) {}

    String tenant() {
        return tenant;
    }

    UUID document(LocomoConversation conversation) {
        return stored.get(conversation.name()).document();
    }

    void add(TurnIngestion ingestion, LocomoConversation conversation) {
        var ids = new ArrayList<String>();
        var turns = new ArrayList<Turn>();
        for (LocomoConversation.Turn turn : conversation.turns()) {
            if (!turn.speaker().isBlank() && !turn.content().isBlank()) {
                ids.add(turn.id());
                turns.add(new Turn(turn.speaker(), turn.at() == null ? null : turn.at().toInstant(ZoneOffset.UTC),
                        String.valueOf(turn.session()), turn.content()));
            }
        }
        List<TurnIngestion.Stored> places = ingestion.add(tenant, conversation.name(), turns);
        Map<Integer, String> byPlace = new HashMap<>();
        for (int i = 0; i < places.size(); i++) {
            byPlace.put(places.get(i).start(), ids.get(i));
        }
        stored.put(conversation.name(), new Stored(places.getFirst().documentId(), byPlace));
    }

    /** @throws IllegalStateException when embedding stops before all turns are embedded */
    void embed(EmbeddingService embeddings, Consumer<EmbeddingProgress> progress) throws InterruptedException {
        List<UUID> documents = stored.values().stream().map(Stored::document).toList();
        while (!embeddings.await(tenant, documents, PATIENCE)) {
            EmbeddingProgress state = embeddings.progress(tenant, documents);
            if (!state.running()) {
                throw new IllegalStateException("Embedding stopped at " + state.embedded() + " of " + state.passages() + " turns");
            }
            progress.accept(state);
        }
    }

    /** Ids of the turns that the hits stand in, best first; a turn of several passages counts where its first one stands. */
    List<String> turns(LocomoConversation conversation, List<PassageHit> hits) {
        Map<Integer, String> byPlace = stored.get(conversation.name()).turns();
        return hits.stream().flatMap(hit -> byPlace.entrySet().stream().filter(e -> hit.start() <= e.getKey() && e.getKey() < hit.end()))
                .map(Map.Entry::getValue).distinct().toList();
    }

    /** Takes out every row: what is measured with is nobody's data. */
    @Override
    public void close() {
        jdbc.sql("delete from passage_embedding where tenant = :tenant").param("tenant", tenant).update();
        jdbc.sql("delete from passage where tenant = :tenant").param("tenant", tenant).update();
        jdbc.sql("delete from document where tenant = :tenant").param("tenant", tenant).update();
    }
}
