package palimpsest.memory.embed;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The HNSW indexes over stored embeddings, one for each width, over all tenants. There is none while the embeddings of a width are few:
 * comparing all of them is exact and fast then, and an insertion into an index costs many times what storing the vector does. What type it has them as: {@link IndexedType}.
 */
public final class NearestIndex {

    /** Up to so many embeddings all are compared. */
    public static final long FEW = 20_000;

    /** The widest vector that pgvector indexes, as {@code halfvec}. */
    public static final int WIDEST = 4000;

    /** How many of the nearest an index is asked for: the most that pgvector's {@code ef_search} takes. */
    public static final int DEPTH = 1000;

    private final JdbcClient jdbc;
    private final Kind kind;
    private final long few;
    /** By width: how many may be added here before they are counted again; negative once the index is there. */
    private final Map<Integer, Long> room = new ConcurrentHashMap<>();

    /** @param index names the index of a width; @param function builds it */
    record Kind(String table, String index, String function) {
        static final Kind PASSAGES = new Kind("passage_embedding", "passage_embedding_", "index_embeddings");
        static final Kind RECORDS = new Kind("memory_record", "memory_record_embedding_", "index_memory");
        static final Kind SEGMENTS = new Kind("segment", "segment_embedding_", "index_segments");
    }

    /** @param jdbc of the tables' owner, in the scope of all tenants */
    public NearestIndex(JdbcClient jdbc) {
        this(jdbc, FEW);
    }

    /** @param few up to how many embeddings of a width need no index */
    public NearestIndex(JdbcClient jdbc, long few) {
        this(jdbc, Kind.PASSAGES, few);
    }

    private NearestIndex(JdbcClient jdbc, Kind kind, long few) {
        this.jdbc = jdbc;
        this.kind = kind;
        this.few = few;
    }

    /** Over the segments that applications embed themselves. */
    public static NearestIndex ofSegments(JdbcClient jdbc, long few) {
        return new NearestIndex(jdbc, Kind.SEGMENTS, few);
    }

    /** Over the records of long-term memory. */
    public static NearestIndex ofRecords(JdbcClient jdbc, long few) {
        return new NearestIndex(jdbc, Kind.RECORDS, few);
    }

    /** Lets the indexes of this transaction look for {@link #DEPTH}; no other transaction does: an embedded database has one session for all. */
    public static void lookDeep(JdbcClient jdbc) {
        look(jdbc, DEPTH);
    }

    /** The same for fewer. */
    public static void look(JdbcClient jdbc, int depth) {
        jdbc.sql("select set_config('hnsw.ef_search', :depth, true)").param("depth", String.valueOf(depth)).query().listOfRows();
    }

    /**
     * Builds the index of a width if it is missing and needed. That can take minutes, while new embeddings wait to be stored. They are counted the first
     * time, and again whenever half of what was missing to the limit was added: a count of many costs more than storing one.
     *
     * @param dimensions the width; above 4000 pgvector has no index, and all are compared however many there are
     * @param added      how many of the width were stored since the last call
     * @return whether it was built now
     */
    public boolean buildIfNeeded(int dimensions, int added) {
        if (dimensions > WIDEST) {
            return false;
        }
        long left = room.merge(dimensions, 0L, (known, none) -> known < 0 ? known : Math.max(0, known - added));
        if (left != 0) {
            return false;
        }
        Optional<Long> stored = stored(dimensions);
        boolean many = stored.isEmpty() || stored.get() > few;
        boolean built = stored.isPresent() && many && jdbc.sql("select " + kind.function() + "(:width, :few)")
                .param("width", dimensions).param("few", few).query(Boolean.class).single();
        room.put(dimensions, many ? -1 : Math.max(1, (few - stored.get()) / 2));
        return built;
    }

    /** How many there are of a width, counted up to one more than few; empty when the index is there. */
    private Optional<Long> stored(int dimensions) {
        return Optional.ofNullable(jdbc.sql("""
                select case when to_regclass(:index) is null
                            then (select count(*) from (select 1 from %s where dimensions = :width limit :few + 1) counted) end""".formatted(kind.table()))
                .param("index", kind.index() + dimensions).param("width", dimensions).param("few", few).query((row, n) -> row.getObject(1, Long.class)).list().getFirst());
    }
}
