package palimpsest.memory.embed;

import com.pgvector.PGvector;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stored embeddings of the configured models, over all tenants, and the passages that still lack one. */
final class PassageVectors {

    private static final int FIRST = 3;
    private static final int LOOKED_THROUGH = 1000;

    private static final String LACKING = """
            not exists (select 1 from passage_embedding e where e.tenant = p.tenant and e.model = any(:models) and e.passage_id = p.id)
            and exists (select 1 from document d where d.tenant = p.tenant and d.id = p.document_id and d.deleted_at is null)
            """;
    /**
     * Document and vector of each passage are looked up by their keys, whatever number of rows the server reckons with: joined, it would read all passages and all vectors for
     * the few of one more document. Neither of the subqueries can become a join: one is a value, the other has an offset.
     */
    private static final String RECENT_AND_LACKING = """
            (select d.created_at from document d where d.tenant = p.tenant and d.id = p.document_id and d.deleted_at is null) > :since
            and not exists (select from passage_embedding e where e.tenant = p.tenant and e.passage_id = p.id and e.model = any(:models) offset 0)
            """;

    private final JdbcClient jdbc;
    private final VectorModels models;
    private final Map<String, Integer> widths = new ConcurrentHashMap<>(); // by model
    private volatile boolean lookedUp;

    PassageVectors(JdbcClient jdbc, VectorModels models) {
        this.jdbc = jdbc;
        this.models = models;
    }

    /** A passage without an embedding. */
    record Missing(long id, String text) {}

    /**
     * Passages of documents that are not deleted, in the order of their ids, from the first after {@code after}.
     *
     * @param since only of documents that were begun after this time; null for all
     */
    List<Missing> missing(Instant since, long after, int limit) {
        return jdbc.sql("select p.id, coalesce(p.search_text, p.text) from passage p where p.id > :after and %s order by p.id limit :limit"
                        .formatted(since == null ? LACKING : RECENT_AND_LACKING))
                .param("since", since == null ? null : since.atOffset(ZoneOffset.UTC)).param("after", after).param("models", ids()).param("limit", limit)
                .query((row, n) -> new Missing(row.getLong(1), row.getString(2))).list();
    }

    /**
     * The id before the first passage of documents that were begun after a time; empty where there is none. A look from there on passes over none of what was
     * read before. The first of a document is stored first.
     */
    OptionalLong before(Instant since) {
        Long first = jdbc.sql("""
                select min(first.id) from document d
                cross join lateral (select p.id from passage p where p.tenant = d.tenant and p.document_id = d.id order by p.seq limit 1) first
                where d.created_at > :since and d.deleted_at is null
                """).param("since", since.atOffset(ZoneOffset.UTC)).query((row, n) -> row.getObject(1, Long.class)).list().getFirst();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first - 1);
    }

    /**
     * Removes the vectors of texts that another of the models embeds now, so that they are embedded anew: those of a database that had one model for all. A document
     * is looked through where one of its first passages has such a vector.
     *
     * @return how many were removed
     */
    int removeMisplaced() {
        if (!models.isByLanguage()) {
            return 0;
        }
        Set<UUID> documents = new LinkedHashSet<>();
        jdbc.sql("""
                select d.id, e.model, first.text from document d
                cross join lateral (select p.id, coalesce(p.search_text, p.text) as text from passage p where p.tenant = d.tenant and p.document_id = d.id order by p.seq limit :first) first
                join passage_embedding e on e.tenant = d.tenant and e.passage_id = first.id and e.model = any(:models)
                where d.deleted_at is null and (e.model = :chinese) <> (first.text ~ :han)
                """).param("first", FIRST).param("models", ids()).param("chinese", models.chinese()).param("han", VectorModels.HAN)
                .query((ResultSet row) -> {
                    if (isMisplaced(row.getString(2), row.getString(3))) {
                        documents.add(row.getObject(1, UUID.class));
                    }
                });
        return documents.stream().mapToInt(this::removeMisplaced).sum();
    }

    private int removeMisplaced(UUID document) {
        int removed = 0;
        int from = 0;
        List<Placed> batch;
        do {
            batch = jdbc.sql("""
                    select p.seq, p.id, e.model, coalesce(p.search_text, p.text) from (
                        select * from passage where document_id = :document and seq >= :from order by seq limit :limit
                    ) p left join passage_embedding e on e.tenant = p.tenant and e.passage_id = p.id and e.model = any(:models) order by p.seq
                    """).param("document", document).param("from", from).param("limit", LOOKED_THROUGH).param("models", ids())
                    .query((row, n) -> new Placed(row.getInt(1), row.getLong(2), row.getString(3), row.getString(4))).list();
            List<Placed> misplaced = batch.stream().filter(placed -> placed.model() != null && isMisplaced(placed.model(), placed.text())).toList();
            if (!misplaced.isEmpty()) {
                removed += jdbc.sql("""
                        delete from passage_embedding e using unnest(cast(:ids as bigint[]), cast(:models as text[])) as m (id, model)
                        where e.passage_id = m.id and e.model = m.model
                        """).param("ids", misplaced.stream().map(Placed::id).toArray(Long[]::new))
                        .param("models", misplaced.stream().map(Placed::model).toArray(String[]::new)).update();
            }
            from = batch.isEmpty() ? from : batch.getLast().seq() + 1;
        } while (!batch.isEmpty());
        return removed;
    }

    /** @param model of its vector; null without one */
    private record Placed(int seq, long id, String model, String text) {}

    private boolean isMisplaced(String model, String text) {
        return !models.modelOf(text).equals(model);
    }

    private String[] ids() {
        return models.ids().toArray(String[]::new);
    }

    /** Stores one vector for each passage, in order, under the model of its text; what another process has stored meanwhile stays. */
    void store(List<Missing> passages, List<float[]> vectors) {
        String[] by = passages.stream().map(passage -> models.modelOf(passage.text())).toArray(String[]::new);
        for (int i = 0; i < by.length; i++) {
            widths.put(by[i], vectors.get(i).length);
        }
        jdbc.sql("""
                insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                select p.id, v.model, p.document_id, p.tenant, vector_dims(v.embedding), v.embedding
                from (select n.id, n.model, cast(n.embedding as vector) as embedding
                      from unnest(cast(:ids as bigint[]), cast(:models as text[]), cast(:vectors as text[])) as n (id, model, embedding)) v
                join passage p on p.id = v.id
                on conflict do nothing
                """)
                .param("models", by)
                .param("ids", passages.stream().map(Missing::id).toArray(Long[]::new))
                .param("vectors", vectors.stream().map(v -> new PGvector(v).getValue()).toArray(String[]::new))
                .update();
    }

    /** The widths of the models' vectors, as far as they are known: the usual model's is looked up once, others are learned as vectors are stored. */
    Collection<Integer> dimensions() {
        if (!lookedUp && !widths.containsKey(models.usual())) {
            lookedUp = true; // where there is none yet, the look passes over the whole table
            jdbc.sql("select dimensions from passage_embedding where model = :model limit 1").param("model", models.usual()).query(Integer.class).optional()
                    .ifPresent(width -> widths.put(models.usual(), width));
        }
        return Set.copyOf(widths.values());
    }

    record Counts(long passages, long embedded) {}

    /** Of a tenant's documents, all or those of the ids. Counted document by document: joined, the vectors of all documents may be read for one. */
    Counts counts(String tenant, boolean all, Collection<UUID> documentIds) {
        return jdbc.sql("""
                with scope as (select id, passages from document
                               where tenant = :tenant and deleted_at is null and (:all or id = any(:ids)))
                select (select coalesce(sum(passages), 0) from scope),
                       (select coalesce(sum(of_one.vectors), 0) from scope cross join lateral
                           (select count(*) as vectors from passage_embedding e where e.model = any(:models) and e.document_id = scope.id) of_one)
                """)
                .param("tenant", tenant).param("all", all).param("ids", documentIds.toArray(UUID[]::new)).param("models", ids())
                .query((row, n) -> new Counts(row.getLong(1), row.getLong(2))).single();
    }
}
