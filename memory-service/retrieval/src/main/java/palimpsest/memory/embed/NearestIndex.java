package palimpsest.memory.embed;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The HNSW indexes over stored embeddings, one for each width, over all tenants. There is none while the embeddings of a width are few:
 * comparing all of them is exact and fast then, and an insertion into an index costs many times what storing the vector does.
 */
public final class NearestIndex {

    /** Up to so many embeddings all are compared. */
    public static final long FEW = 20_000;

    /** The widest vector that pgvector indexes as halfvec. */
    public static final int WIDEST = 4000;

    /** How many of the nearest an index is asked for: the most that pgvector's {@code ef_search} takes. */
    public static final int DEPTH = 1000;

    private final JdbcClient jdbc;
    private final String function;
    private final long few;

    /** @param jdbc of the tables' owner, in the scope of all tenants */
    public NearestIndex(JdbcClient jdbc) {
        this(jdbc, FEW);
    }

    /** @param few up to how many embeddings of a width need no index */
    public NearestIndex(JdbcClient jdbc, long few) {
        this(jdbc, "index_embeddings", few);
    }

    private NearestIndex(JdbcClient jdbc, String function, long few) {
        this.jdbc = jdbc;
        this.function = function;
        this.few = few;
    }

    /** Over the segments that applications embed themselves. */
    public static NearestIndex ofSegments(JdbcClient jdbc, long few) {
        return new NearestIndex(jdbc, "index_segments", few);
    }

    /** Lets the indexes of this transaction look for {@link #DEPTH}; no other transaction does: an embedded database has one session for all. */
    public static void lookDeep(JdbcClient jdbc) {
        jdbc.sql("select set_config('hnsw.ef_search', :depth, true)").param("depth", String.valueOf(DEPTH)).query().listOfRows();
    }

    /**
     * Builds the index of a width if it is missing and needed. That can take minutes, while new embeddings wait to be stored.
     *
     * @param dimensions the width; above 4000 pgvector has no index, and all are compared however many there are
     * @return whether it was built now
     */
    public boolean buildIfNeeded(int dimensions) {
        return dimensions <= WIDEST && jdbc.sql("select " + function + "(:width, :few)")
                .param("width", dimensions).param("few", few).query(Boolean.class).single();
    }
}
