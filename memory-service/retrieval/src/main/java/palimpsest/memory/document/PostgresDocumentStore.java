package palimpsest.memory.document;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.embed.VectorModels;
import palimpsest.memory.text.CodePointText;
import palimpsest.memory.text.TokenOffsets;

/** Documents in PostgreSQL. The text of a document is its passages, joined. */
public final class PostgresDocumentStore implements DocumentStore {

    private static final long CACHED_TOKENS = 8_000_000; // 64 MB of offsets

    private final JdbcClient jdbc;
    private final VectorModels models;
    private final OffsetsCache cache = new OffsetsCache(CACHED_TOKENS);

    /** @param embeddingModel id of the model whose embeddings count as {@link Document#embeddedPassages()} */
    public PostgresDocumentStore(JdbcClient jdbc, String embeddingModel) {
        this(jdbc, VectorModels.single(embeddingModel));
    }

    /** @param models whose embeddings count as {@link Document#embeddedPassages()} */
    public PostgresDocumentStore(JdbcClient jdbc, VectorModels models) {
        this.jdbc = jdbc;
        this.models = models;
    }

    @Override
    public Optional<Document> find(String tenant, UUID id) {
        return findAll(tenant, List.of(id)).stream().findFirst();
    }

    @Override
    public List<Document> findAll(String tenant, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<UUID, Document> found = new HashMap<>();
        jdbc.sql("""
                select d.id, d.tenant, d.name, d.source, d.media_type, d.sha256, d.bytes, d.characters, d.tokens, d.tokenizer,
                       d.passages, d.created_at,
                       (select count(*) from passage_embedding e where e.document_id = d.id and e.model = any(:models)) as embedded
                from document d
                where d.tenant = :tenant and d.id = any(:ids) and d.deleted_at is null
                """)
                .param("models", models.ids().toArray(String[]::new))
                .param("tenant", tenant)
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, n) -> document(row))
                .list()
                .forEach(d -> found.put(d.id(), d));
        return ids.stream().distinct().map(found::get).filter(d -> d != null).toList();
    }

    @Override
    public Optional<Document> findByContent(String tenant, String sha256) {
        return jdbc.sql("select id from document where tenant = :tenant and sha256 = :sha256 and deleted_at is null order by created_at desc, id limit 1")
                .param("tenant", tenant).param("sha256", sha256).query(UUID.class).optional().flatMap(id -> find(tenant, id));
    }

    private static Document document(ResultSet row) throws SQLException {
        return new Document(row.getObject("id", UUID.class), row.getString("tenant"), row.getString("name"), row.getString("source"),
                row.getString("media_type"), row.getString("sha256"), row.getLong("bytes"), row.getInt("characters"),
                row.getInt("tokens"), row.getString("tokenizer"), row.getInt("passages"), row.getInt("embedded"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private record Piece(int start, String text) {}

    @Override
    public String text(String tenant, UUID id, int start, int end) {
        int characters = jdbc.sql("select characters from document where id = :id and tenant = :tenant and deleted_at is null")
                .param("id", id).param("tenant", tenant)
                .query(Integer.class).optional().orElseThrow(() -> unknown(id));
        int from = Math.max(0, start);
        int to = Math.min(end, characters);
        if (from >= to) {
            return "";
        }
        List<Piece> pieces = jdbc.sql("""
                select char_start, text from passage
                where document_id = :id and tenant = :tenant and char_start < :to and char_end > :from
                order by char_start
                """)
                .param("id", id).param("tenant", tenant).param("from", from).param("to", to)
                .query((row, n) -> new Piece(row.getInt(1), row.getString(2))).list();
        var joined = new StringBuilder();
        pieces.forEach(piece -> joined.append(piece.text()));
        int base = pieces.getFirst().start();
        return new CodePointText(joined.toString()).substring(from - base, to - base);
    }

    @Override
    public String text(String tenant, UUID id) {
        return text(tenant, id, 0, Integer.MAX_VALUE);
    }

    @Override
    public Map<DocumentPlace, Integer> pages(String tenant, Collection<DocumentPlace> places) {
        if (places.isEmpty()) {
            return Map.of();
        }
        Map<DocumentPlace, Integer> pages = new HashMap<>();
        jdbc.sql("""
                select asked.id, asked.at, width_bucket(asked.at, d.page_starts) as page
                from unnest(:ids, :places) as asked (id, at) join document d on d.id = asked.id
                where d.tenant = :tenant and d.page_starts is not null and d.deleted_at is null
                """)
                .param("ids", places.stream().map(DocumentPlace::documentId).toArray(UUID[]::new))
                .param("places", places.stream().map(DocumentPlace::at).toArray(Integer[]::new)).param("tenant", tenant)
                .query((ResultSet row) -> {
                    pages.put(new DocumentPlace(row.getObject("id", UUID.class), row.getInt("at")), row.getInt("page"));
                });
        return pages;
    }

    @Override
    public TokenOffsets tokenOffsets(String tenant, UUID id) {
        var key = new OffsetsCache.Key(tenant, id);
        return cache.get(key).orElseGet(() -> {
            byte[] encoded = jdbc.sql("select token_offsets from document where id = :id and tenant = :tenant and deleted_at is null")
                    .param("id", id).param("tenant", tenant)
                    .query((row, n) -> row.getBytes(1)).optional().orElseThrow(() -> unknown(id));
            TokenOffsets offsets = TokenOffsets.decode(encoded);
            cache.put(key, offsets);
            return offsets;
        });
    }

    @Override
    public void delete(String tenant, UUID id) {
        jdbc.sql("update document set deleted_at = now() where id = :id and tenant = :tenant and deleted_at is null")
                .param("id", id).param("tenant", tenant).update();
        cache.remove(new OffsetsCache.Key(tenant, id));
    }

    @Override
    public Optional<Erased> erase(String tenant, UUID id) {
        Optional<Erased> erased = jdbc.sql("""
                with gone as (
                    update document set deleted_at = now(), token_offsets = '', tokens = 0, words = 0
                    where id = :id and tenant = :tenant and deleted_at is null returning id
                ), links as (
                    delete from passage_link l using passage p, gone where p.document_id = gone.id and p.id in (l.passage_a, l.passage_b)
                ), embeddings as (
                    delete from passage_embedding e using gone where e.document_id = gone.id returning e.passage_id
                ), passages as (
                    delete from passage p using gone where p.document_id = gone.id returning p.id
                )
                select (select count(*) from passages) as passages, (select count(*) from embeddings) as embeddings from gone
                """)
                .param("id", id).param("tenant", tenant)
                .query((row, n) -> new Erased(row.getLong("passages"), row.getLong("embeddings"))).optional();
        cache.remove(new OffsetsCache.Key(tenant, id));
        return erased;
    }

    private static NoSuchElementException unknown(UUID id) {
        return new NoSuchElementException("no document " + id + ": it is unknown or was deleted");
    }

    /** The offsets used last, bounded by the tokens that they hold. */
    private static final class OffsetsCache {

        record Key(String tenant, UUID document) {}

        private final long capacity;
        private final LinkedHashMap<Key, TokenOffsets> entries = new LinkedHashMap<>(16, 0.75f, true);
        private long tokens;

        OffsetsCache(long capacity) {
            this.capacity = capacity;
        }

        synchronized Optional<TokenOffsets> get(Key key) {
            return Optional.ofNullable(entries.get(key));
        }

        synchronized void put(Key key, TokenOffsets offsets) {
            remove(key);
            entries.put(key, offsets);
            tokens += offsets.size();
            Iterator<Map.Entry<Key, TokenOffsets>> eldest = entries.entrySet().iterator();
            while (tokens > capacity && entries.size() > 1) {
                tokens -= eldest.next().getValue().size();
                eldest.remove();
            }
        }

        synchronized void remove(Key key) {
            TokenOffsets removed = entries.remove(key);
            if (removed != null) {
                tokens -= removed.size();
            }
        }
    }
}
