package palimpsest.memory.embed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * As which type the {@linkplain NearestIndex index} of a table has embeddings: as halves, or as vectors where the database is slow with halves. A search that casts to another type
 * than the index has compares all.
 */
public final class IndexedType {

    private final JdbcClient jdbc;
    private final NearestIndex.Kind kind;
    /** By width. It is read once: an index is made as what was told before it was there. */
    private final Map<Integer, String> types = new ConcurrentHashMap<>();

    private IndexedType(JdbcClient jdbc, NearestIndex.Kind kind) {
        this.jdbc = jdbc;
        this.kind = kind;
    }

    public static IndexedType ofPassages(JdbcClient jdbc) {
        return new IndexedType(jdbc, NearestIndex.Kind.PASSAGES);
    }

    /** Of the records of long-term memory. */
    public static IndexedType ofRecords(JdbcClient jdbc) {
        return new IndexedType(jdbc, NearestIndex.Kind.RECORDS);
    }

    /** Of the segments that applications embed themselves. */
    public static IndexedType ofSegments(JdbcClient jdbc) {
        return new IndexedType(jdbc, NearestIndex.Kind.SEGMENTS);
    }

    /** As SQL writes it, as {@code halfvec(384)}; joins the transaction in progress. @param dimensions the width, {@link NearestIndex#WIDEST} at most */
    public String of(int dimensions) {
        String type = types.get(dimensions);
        if (type == null) {
            type = jdbc.sql("select indexed_as(:index, :width)").param("index", kind.index() + dimensions).param("width", dimensions).query(String.class).single();
            types.put(dimensions, type);
        }
        return type;
    }
}
