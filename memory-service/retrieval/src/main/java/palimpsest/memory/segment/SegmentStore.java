package palimpsest.memory.segment;

import com.pgvector.PGvector;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.embed.IndexedType;
import palimpsest.memory.embed.NearestIndex;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.text.StorableText;

/**
 * Segments in PostgreSQL, by tenant and collection. While a collection is small all of it is compared, which is exact; above
 * {@link NearestIndex#FEW} segments an HNSW index is asked first, and where a filter leaves too few of what it finds, all are compared.
 */
public final class SegmentStore {

    private static final int BATCH = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final long exact;
    private final NearestIndex index;
    private final IndexedType type;
    private final LargeCollections large;
    private final MetadataJson json = new MetadataJson();

    public SegmentStore(JdbcClient jdbc, TransactionTemplate transaction) {
        this(jdbc, transaction, NearestIndex.FEW);
    }

    /** @param exact up to how many segments of a collection all are compared */
    SegmentStore(JdbcClient jdbc, TransactionTemplate transaction, long exact) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.exact = exact;
        this.index = NearestIndex.ofSegments(jdbc, exact);
        this.type = IndexedType.ofSegments(jdbc);
        this.large = new LargeCollections(exact);
    }

    /**
     * Stores segments, all or none. What has the id of one is replaced.
     *
     * @throws IllegalArgumentException for embeddings of another width than the collection's, and for text or metadata that can't be stored
     */
    public void put(String tenant, String collection, List<Segment> segments) {
        if (segments.isEmpty()) {
            return;
        }
        var last = new LinkedHashMap<String, Segment>();
        segments.forEach(segment -> last.put(storable("The id of a segment", segment.id()), segment));
        List<Segment> distinct = List.copyOf(last.values());
        int width = distinct.getFirst().embedding().length;
        inTransaction(tenant, () -> {
            Integer before = jdbc.sql("select dimensions from segment where tenant = :tenant and collection = :collection limit 1")
                    .param("tenant", tenant).param("collection", collection).query(Integer.class).optional().orElse(width);
            for (Segment segment : distinct) {
                if (segment.embedding().length != before) {
                    throw new IllegalArgumentException("Segment %s has an embedding of %d dimensions, those of collection %s have %d. Another model needs a collection of its own."
                            .formatted(segment.id(), segment.embedding().length, collection, before));
                }
            }
            for (int from = 0; from < distinct.size(); from += BATCH) {
                insert(tenant, collection, distinct.subList(from, Math.min(from + BATCH, distinct.size())));
            }
            return null;
        });
        large.added(tenant, collection, distinct.size());
        TenantScope.overAll(() -> index.buildIfNeeded(width, distinct.size()));
    }

    private void insert(String tenant, String collection, List<Segment> segments) {
        jdbc.sql("""
                insert into segment (tenant, collection, id, text, metadata, dimensions, embedding)
                select :tenant, :collection, s.id, s.text, cast(s.metadata as jsonb), vector_dims(cast(s.embedding as vector)), cast(s.embedding as vector)
                from unnest(cast(:ids as text[]), cast(:texts as text[]), cast(:metadata as text[]), cast(:embeddings as text[])) as s (id, text, metadata, embedding)
                on conflict (tenant, collection, id) do update
                set text = excluded.text, metadata = excluded.metadata, dimensions = excluded.dimensions, embedding = excluded.embedding, stored_at = now()
                """)
                .param("tenant", tenant).param("collection", collection)
                .param("ids", segments.stream().map(Segment::id).toArray(String[]::new))
                .param("texts", segments.stream().map(s -> storable("Segment " + s.id(), s.text())).toArray(String[]::new))
                .param("metadata", segments.stream().map(s -> json.write(s.metadata())).toArray(String[]::new))
                .param("embeddings", segments.stream().map(s -> new PGvector(s.embedding()).getValue()).toArray(String[]::new))
                .update();
    }

    private static String storable(String what, String text) {
        StorableText.problem(text).ifPresent(problem -> {
            throw new IllegalArgumentException(what + " " + problem + ".");
        });
        return text;
    }

    /**
     * The nearest by cosine, nearest first.
     *
     * @param limit     of what is given, from 1
     * @param minCosine what is farther is left out; -1 for all
     * @param filter    null for none
     */
    public List<Segment.Found> nearest(String tenant, String collection, float[] embedding, int limit, double minCosine, SegmentFilter filter) {
        var condition = new FilterSql(filter, json);
        return inTransaction(tenant, () -> {
            List<Segment.Found> found = new ArrayList<>();
            if (isLarge(tenant, collection) && embedding.length <= NearestIndex.WIDEST && limit <= NearestIndex.DEPTH) {
                NearestIndex.lookDeep(jdbc);
                found = query(tenant, collection, embedding, limit, condition, """
                        (select * from segment where dimensions = %1$d
                         order by cast(embedding as %3$s) <=> (select cast(:embedding as %3$s)) limit %2$d) segment""".formatted(embedding.length, NearestIndex.DEPTH, type.of(embedding.length)));
            }
            if (found.size() < limit) {
                found = query(tenant, collection, embedding, limit, condition, "segment");
            }
            return found.stream().filter(f -> f.cosine() >= minCosine).toList();
        });
    }

    private boolean isLarge(String tenant, String collection) {
        return large.isLarge(tenant, collection, () -> counted(tenant, collection));
    }

    private long counted(String tenant, String collection) {
        return jdbc.sql("select count(*) from (select from segment where tenant = :tenant and collection = :collection limit :more) counted")
                .param("tenant", tenant).param("collection", collection).param("more", exact + 1).query(Long.class).single();
    }

    private List<Segment.Found> query(String tenant, String collection, float[] embedding, int limit, FilterSql filter, String from) {
        return jdbc.sql("""
                select id, text, metadata, embedding::text as embedding, embedding <=> (select cast(:embedding as vector)) as distance from %s
                where tenant = :tenant and collection = :collection and dimensions = :dimensions and %s
                order by distance, id limit :limit
                """.formatted(from, filter.condition()))
                .param("tenant", tenant).param("collection", collection).param("dimensions", embedding.length).param("limit", limit)
                .param("embedding", new PGvector(embedding).getValue()).params(filter.parameters())
                .query((row, n) -> found(row)).list();
    }

    private Segment.Found found(ResultSet row) throws SQLException {
        double distance = row.getDouble("distance");
        var segment = new Segment(row.getString("id"), row.getString("text"), json.read(row.getString("metadata")), new PGvector(row.getString("embedding")).toArray());
        return new Segment.Found(segment, Double.isNaN(distance) ? -1 : 1 - distance); // a vector of zeros is near to nothing
    }

    /** Erases the segments of these ids; unknown ids are no error. @return how many there were */
    public int remove(String tenant, String collection, Collection<String> ids) {
        int removed = inTransaction(tenant, () -> jdbc.sql("delete from segment where tenant = :tenant and collection = :collection and id = any(:ids)")
                .param("tenant", tenant).param("collection", collection).param("ids", ids.toArray(String[]::new)).update());
        large.removed(tenant, collection, removed);
        return removed;
    }

    /** Erases the segments for which the filter holds; all of the collection for null. @return how many there were */
    public int remove(String tenant, String collection, SegmentFilter filter) {
        var condition = new FilterSql(filter, json);
        int removed = inTransaction(tenant, () -> jdbc.sql("delete from segment where tenant = :tenant and collection = :collection and " + condition.condition())
                .param("tenant", tenant).param("collection", collection).params(condition.parameters()).update());
        large.removed(tenant, collection, removed);
        return removed;
    }

    private <T> T inTransaction(String tenant, Supplier<T> work) {
        return TenantScope.within(new TenantScope.One(tenant), () -> transaction.execute(status -> work.get()));
    }
}
