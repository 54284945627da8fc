package palimpsest.evaluation.retrieval;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Consumer;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.memory.embed.EmbeddingProgress;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageLinks.Used;

/** Labelled conversations in the store, under a tenant of their own that is removed at the end. */
final class TurnCorpus implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EvaluationTenant tenant;
    private final Map<String, Stored> stored = new HashMap<>();

    /** @param tenant closed with this */
    TurnCorpus(EvaluationTenant tenant) {
        this.tenant = tenant;
    }

    /** @param turns ids by the code point at which what was said begins */
    private record Stored(UUID document, Map<Integer, String> turns) {}

    String tenant() {
        return tenant.name();
    }

    UUID document(LocomoConversation conversation) {
        return stored.get(conversation.name()).document();
    }

    void add(TurnIngestion ingestion, LocomoConversation conversation) {
        SequencedMap<String, TurnIngestion.Stored> places = StoredTurns.add(ingestion, tenant(), conversation);
        Map<Integer, String> byPlace = new HashMap<>();
        places.forEach((id, place) -> byPlace.put(place.start(), id));
        stored.put(conversation.name(), new Stored(places.firstEntry().getValue().documentId(), byPlace));
    }

    /** @throws IllegalStateException when embedding stops before all turns are embedded */
    void embed(EmbeddingService embeddings, Consumer<EmbeddingProgress> progress) throws InterruptedException {
        List<UUID> documents = stored.values().stream().map(Stored::document).toList();
        while (!embeddings.await(tenant(), documents, PATIENCE)) {
            EmbeddingProgress state = embeddings.progress(tenant(), documents);
            if (!state.running()) {
                throw new IllegalStateException("Embedding stopped at " + state.embedded() + " of " + state.passages() + " turns");
            }
            progress.accept(state);
        }
    }

    /** The places of turns, by their ids. */
    List<Used> places(LocomoConversation conversation, List<String> ids) {
        Stored all = stored.get(conversation.name());
        return all.turns().entrySet().stream().filter(entry -> ids.contains(entry.getValue()))
                .map(entry -> new Used(all.document(), entry.getKey(), entry.getKey() + 1)).toList();
    }

    /** Ids of the turns that the hits stand in, best first; a turn of several passages counts where its first one stands. */
    List<String> turns(LocomoConversation conversation, List<PassageHit> hits) {
        Map<Integer, String> byPlace = stored.get(conversation.name()).turns();
        return hits.stream().flatMap(hit -> byPlace.entrySet().stream().filter(e -> hit.start() <= e.getKey() && e.getKey() < hit.end()))
                .map(Map.Entry::getValue).distinct().toList();
    }

    @Override
    public void close() {
        tenant.close();
    }
}
