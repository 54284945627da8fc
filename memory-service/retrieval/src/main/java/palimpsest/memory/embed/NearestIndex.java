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
    private static final int WIDEST = 4000;

    private final JdbcClient jdbc;
    private final long few;

    /** @param jdbc of the tables' owner, in the scope of all tenants */
    public NearestIndex(JdbcClient jdbc) {
        this(jdbc, FEW);
    }

    /** @param few up to how many embeddings of a width need no index */
    public NearestIndex(JdbcClient jdbc, long few) {
        this.jdbc = jdbc;
        this.few = few;
    }

    /**
     * Builds the index of a width if it is missing and needed. That can take minutes, while new embeddings wait to be stored.
     *
     * @param dimensions the width; above 4000 pgvector has no index, and all are compared however many there are
     * @return whether it was built now
     */
    public boolean buildIfNeeded(int dimensions) {
        return dimensions <= WIDEST && jdbc.sql("select index_embeddings(:width, :few)")
                .param("width", dimensions).param("few", few).query(Boolean.class).single();
    }
}
