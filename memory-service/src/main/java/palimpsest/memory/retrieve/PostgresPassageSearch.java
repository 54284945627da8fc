package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.retrieve.LexicalSearch.Scope;

/**
 * Search over PostgreSQL. Keywords beyond the first 64 and words of a keyword beyond the first 32 are not looked for.
 * When no keyword matches, but some are phrases, the phrases' words are looked for instead: passages with more of them
 * come first, and only there the score is not BM25.
 */
public final class PostgresPassageSearch implements PassageSearch {

    private static final Logger log = LoggerFactory.getLogger(PostgresPassageSearch.class);

    private static final int DEPTH = 100;
    private static final int RANK_OFFSET = 60;

    private final JdbcClient jdbc;
    private final EmbeddingService embeddings;
    private final SearchMode mode;
    private final LexicalSearch lexical;
    private final DenseSearch dense;
    private final AtomicBoolean denseFailed = new AtomicBoolean();

    /**
     * @param embeddings     embeds queries; null with {@link SearchMode#LEXICAL} only
     * @param embeddingModel id of the model whose embeddings are searched, as in {@link palimpsest.memory.embed.Embedder#id()}
     * @param textConfig     PostgreSQL text search configuration that the documents were stored with
     */
    public PostgresPassageSearch(JdbcClient jdbc, TransactionTemplate transaction, EmbeddingService embeddings, String embeddingModel,
                                 String textConfig, SearchMode mode) {
        if (embeddings == null && mode != SearchMode.LEXICAL) {
            throw new IllegalArgumentException("search mode " + mode + " needs an embedding service");
        }
        this.jdbc = jdbc;
        this.embeddings = embeddings;
        this.mode = mode;
        this.lexical = new LexicalSearch(jdbc, textConfig);
        this.dense = new DenseSearch(jdbc, transaction, embeddingModel);
    }

    /** @throws IllegalArgumentException when the limit is not 1 to 500 */
    @Override
    public List<PassageHit> search(SearchQuery query) {
        if (query.limit() < 1 || query.limit() > 500) {
            throw new IllegalArgumentException("limit must be 1 to 500, but is " + query.limit());
        }
        Scope scope = scope(query);
        if (scope.passages() == 0) {
            return List.of();
        }
        int depth = Math.max(DEPTH, query.limit());
        List<DenseSearch.Found> byMeaning = mode == SearchMode.LEXICAL ? List.of() : byMeaning(scope, query.text(), depth);
        boolean alone = mode == SearchMode.DENSE && !byMeaning.isEmpty();
        // the words are looked up even where only meaning counts, to show them in the highlights
        List<LexicalSearch.Found> byWords = lexical.search(scope, query.keywords(), depth);
        List<Merged> merged = merge(scope, alone, byWords, byMeaning);
        return hits(query.tenant(), merged.subList(0, Math.min(merged.size(), query.limit())));
    }

    private record Length(UUID document, long passages, long words) {}

    private Scope scope(SearchQuery query) {
        if (query.documentIds().isEmpty()) {
            return new Scope(query.tenant(), new UUID[0], 0, 0);
        }
        Map<UUID, Length> lengths = new HashMap<>();
        jdbc.sql("""
                select id, passages, words from document
                where id = any(:ids) and tenant = :tenant and deleted_at is null
                """)
                .param("ids", query.documentIds().toArray(UUID[]::new)).param("tenant", query.tenant())
                .query((row, n) -> new Length(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3))).list()
                .forEach(length -> lengths.put(length.document(), length));
        Set<UUID> inOrder = new LinkedHashSet<>(query.documentIds());
        inOrder.retainAll(lengths.keySet());
        return new Scope(query.tenant(), inOrder.toArray(UUID[]::new),
                lengths.values().stream().mapToLong(Length::passages).sum(), lengths.values().stream().mapToLong(Length::words).sum());
    }

    private List<DenseSearch.Found> byMeaning(Scope scope, String text, int depth) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        long embedded = dense.embedded(scope);
        if (embedded == 0) {
            return List.of();
        }
        float[] vector;
        try {
            vector = embeddings.embedQuery(text);
        } catch (RuntimeException | LinkageError e) {
            if (denseFailed.compareAndSet(false, true)) {
                log.warn("The query can't be embedded ({}): search goes on by words alone", e.toString());
            }
            return List.of();
        }
        denseFailed.set(false);
        return dense.search(scope, embedded, vector, depth);
    }

    /** A passage from either list or both. */
    private static final class Merged {
        final Place place;
        double lexical;
        double dense = Double.NaN;
        double score;
        Map<Integer, String> matched = Map.of();

        Merged(Place place) {
            this.place = place;
        }
    }

    private List<Merged> merge(Scope scope, boolean meaningAlone, List<LexicalSearch.Found> byWords, List<DenseSearch.Found> byMeaning) {
        Map<Long, Merged> merged = new LinkedHashMap<>();
        boolean wordsAlone = byMeaning.isEmpty();
        for (int i = 0; i < byMeaning.size(); i++) {
            DenseSearch.Found found = byMeaning.get(i);
            var entry = merged.computeIfAbsent(found.place().id(), id -> new Merged(found.place()));
            entry.dense = found.cosine();
            entry.score = meaningAlone ? found.cosine() : reciprocal(i);
        }
        for (int i = 0; i < byWords.size(); i++) {
            LexicalSearch.Found found = byWords.get(i);
            Merged entry = merged.get(found.place().id());
            if (entry == null) {
                if (meaningAlone) {
                    continue;
                }
                entry = new Merged(found.place());
                merged.put(found.place().id(), entry);
            }
            entry.lexical = found.bm25();
            entry.matched = found.matched();
            entry.score += meaningAlone ? 0 : wordsAlone ? found.rank() : reciprocal(i);
        }
        Map<UUID, Integer> order = new HashMap<>();
        for (UUID document : scope.documents()) {
            order.put(document, order.size());
        }
        var sorted = new ArrayList<>(merged.values());
        sorted.sort(Comparator.<Merged>comparingDouble(m -> m.score).reversed()
                .thenComparing(m -> order.get(m.place.documentId())).thenComparing(m -> m.place.seq()));
        return sorted;
    }

    /** Reciprocal rank fusion: scores of words and of meaning have no common scale, and ranks need none. */
    private static double reciprocal(int index) {
        return 1.0 / (RANK_OFFSET + index + 1);
    }

    private List<PassageHit> hits(String tenant, List<Merged> merged) {
        if (merged.isEmpty()) {
            return List.of();
        }
        Map<Long, String> texts = new HashMap<>();
        jdbc.sql("select id, text from passage where id = any(:ids) and tenant = :tenant")
                .param("ids", merged.stream().map(m -> m.place.id()).toArray(Long[]::new)).param("tenant", tenant)
                .query((java.sql.ResultSet row) -> {
                    texts.put(row.getLong(1), row.getString(2));
                });
        return merged.stream().map(m -> new PassageHit(m.place.documentId(), m.place.seq(), m.place.start(), m.place.end(),
                m.lexical, m.dense, m.score, highlights(texts.get(m.place.id()), m.matched))).toList();
    }

    private List<String> highlights(String text, Map<Integer, String> matched) {
        // PostgreSQL skips words in letters newer than it knows: then positions are not ours, and the words are asked for one by one
        Set<Integer> positions = SearchWords.agree(text, matched) ? matched.keySet() : lexical.positions(text, matched.values());
        return Highlighter.fragments(text, positions);
    }
}
