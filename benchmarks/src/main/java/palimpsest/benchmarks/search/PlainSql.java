package palimpsest.benchmarks.search;

import com.pgvector.PGvector;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Search as one writes it by hand: PostgreSQL's own ranking and headlines, fused with pgvector by reciprocal ranks in one statement. */
final class PlainSql {

    private final JdbcClient jdbc;
    private final String tenant;
    private final String model;
    private final int limit;

    PlainSql(JdbcClient jdbc, String tenant, String model, int limit) {
        this.jdbc = jdbc;
        this.tenant = tenant;
        this.model = model;
        this.limit = limit;
    }

    /** A passage found, with its headline. */
    record Hit(UUID document, int seq, double score, String headline) {}

    List<Hit> lexical(List<UUID> documents, List<String> words) {
        return jdbc.sql("""
                with query as (select to_tsquery('english', :words) as q),
                     best as (select p.id, p.document_id, p.seq, p.text, ts_rank_cd(p.lexemes, q) as score
                              from passage p, query
                              where p.tenant = :tenant and p.document_id = any(:documents) and p.lexemes @@ q
                              order by score desc, p.id limit :limit)
                select b.document_id, b.seq, b.score, ts_headline('english', b.text, q) as headline from best b, query order by b.score desc, b.id
                """)
                .param("words", String.join(" | ", words)).param("tenant", tenant).param("documents", documents.toArray(UUID[]::new)).param("limit", limit)
                .query(PlainSql::hit).list();
    }

    List<Hit> hybrid(List<UUID> documents, List<String> words, float[] vector) {
        return jdbc.sql("""
                with query as (select to_tsquery('english', :words) as q),
                     by_words as (select p.id, row_number() over (order by ts_rank_cd(p.lexemes, q) desc, p.id) as place
                                  from passage p, query
                                  where p.tenant = :tenant and p.document_id = any(:documents) and p.lexemes @@ q
                                  order by place limit 100),
                     by_meaning as (select n.passage_id as id, row_number() over (order by n.distance, n.passage_id) as place
                                    from (select passage_id, embedding <=> cast(:vector as vector) as distance from passage_embedding
                                          where tenant = :tenant and model = :model and document_id = any(:documents)
                                          order by distance limit 100) n),
                     best as (select id, coalesce(1.0 / (60 + w.place), 0) + coalesce(1.0 / (60 + m.place), 0) as score
                              from by_words w full join by_meaning m using (id) order by score desc, id limit :limit)
                select p.document_id, p.seq, b.score, ts_headline('english', p.text, q) as headline
                from best b join passage p on p.id = b.id, query order by b.score desc, b.id
                """)
                .param("words", String.join(" | ", words)).param("tenant", tenant).param("documents", documents.toArray(UUID[]::new))
                .param("vector", new PGvector(vector).getValue()).param("model", model).param("limit", limit)
                .query(PlainSql::hit).list();
    }

    private static Hit hit(ResultSet row, int number) throws SQLException {
        return new Hit(row.getObject(1, UUID.class), row.getInt(2), row.getDouble(3), row.getString(4));
    }
}
