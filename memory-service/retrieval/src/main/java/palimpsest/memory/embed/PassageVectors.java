package palimpsest.memory.embed;

import com.pgvector.PGvector;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stored embeddings of one model, over all tenants, and the passages that still lack one. */
final class PassageVectors {

    private final JdbcClient jdbc;
    private final String model;

    PassageVectors(JdbcClient jdbc, String model) {
        this.jdbc = jdbc;
        this.model = model;
    }

    /** A passage without an embedding. */
    record Missing(long id, String text) {}

    /**
     * Passages of documents that are not deleted, in the order of their ids, from the first after {@code after}.
     *
     * @param since only of documents that were begun after this time; null for all
     */
    List<Missing> missing(Instant since, long after, int limit) {
        String recent = since == null ? "" : "and p.document_id in (select id from document where created_at > :since)";
        return jdbc.sql("""
                select p.id, coalesce(p.search_text, p.text) from passage p
                where p.id > :after %s
                  and not exists (select 1 from passage_embedding e where e.model = :model and e.passage_id = p.id)
                  and exists (select 1 from document d where d.id = p.document_id and d.deleted_at is null)
                order by p.id limit :limit
                """.formatted(recent))
                .param("since", since == null ? null : since.atOffset(ZoneOffset.UTC)).param("after", after).param("model", model).param("limit", limit)
                .query((row, n) -> new Missing(row.getLong(1), row.getString(2))).list();
    }

    /**
     * The id before the first passage of documents that were begun after a time; empty where there is none. A look from there on passes over none of what was
     * read before. The first of a document is stored first.
     */
    OptionalLong before(Instant since) {
        Long first = jdbc.sql("""
                select min(first.id) from document d
                cross join lateral (select p.id from passage p where p.document_id = d.id order by p.seq limit 1) first
                where d.created_at > :since and d.deleted_at is null
                """).param("since", since.atOffset(ZoneOffset.UTC)).query((row, n) -> row.getObject(1, Long.class)).list().getFirst();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first - 1);
    }

    /** Stores one vector for each passage, in order; what another process has stored meanwhile stays. */
    void store(List<Missing> passages, List<float[]> vectors) {
        jdbc.sql("""
                insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                select p.id, :model, p.document_id, p.tenant, vector_dims(v.embedding), v.embedding
                from (select n.id, cast(n.embedding as vector) as embedding
                      from unnest(cast(:ids as bigint[]), cast(:vectors as text[])) as n (id, embedding)) v
                join passage p on p.id = v.id
                on conflict do nothing
                """)
                .param("model", model)
                .param("ids", passages.stream().map(Missing::id).toArray(Long[]::new))
                .param("vectors", vectors.stream().map(v -> new PGvector(v).getValue()).toArray(String[]::new))
                .update();
    }

    /** The width of the model's vectors; empty before one is stored. */
    Optional<Integer> dimensions() {
        return jdbc.sql("select dimensions from passage_embedding where model = :model limit 1").param("model", model).query(Integer.class).optional();
    }

    record Counts(long passages, long embedded) {}

    /** Of a tenant's documents, all or those of the ids. Counted document by document: joined, the vectors of all documents may be read for one. */
    Counts counts(String tenant, boolean all, Collection<UUID> documentIds) {
        return jdbc.sql("""
                with scope as (select id, passages from document
                               where tenant = :tenant and deleted_at is null and (:all or id = any(:ids)))
                select (select coalesce(sum(passages), 0) from scope),
                       (select coalesce(sum(of_one.vectors), 0) from scope cross join lateral
                           (select count(*) as vectors from passage_embedding e where e.model = :model and e.document_id = scope.id) of_one)
                """)
                .param("tenant", tenant).param("all", all).param("ids", documentIds.toArray(UUID[]::new)).param("model", model)
                .query((row, n) -> new Counts(row.getLong(1), row.getLong(2))).single();
    }
}
