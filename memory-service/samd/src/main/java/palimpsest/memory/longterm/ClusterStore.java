package palimpsest.memory.longterm;

import static palimpsest.memory.longterm.DecisionStore.literal;
import static palimpsest.memory.longterm.DecisionStore.floats;

import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.CriterionFit.Label;
import palimpsest.memory.gate.DialogueAct;

/** Clusters, their members, and what is known of these, in PostgreSQL. */
final class ClusterStore {

    private static final double RULE_WEIGHT = 0.5; // a model's word counts half a person's
    private static final double CITED_WEIGHT = 0.5; // an answer may cite what was no news
    private static final int LABELS = 500; // the newest, so that a criterion costs the same however old a memory is

    private final JdbcClient jdbc;

    ClusterStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is known of the newest members of a cluster: a person's word, or else whether an answer cited the turn, or else a model's word. */
    List<Label> labels(String tenant, String subject, String cluster) {
        return jdbc.sql("""
                select logit, case when overruled_at is not null then kept when cited > 0 then true else judged_by_rule end as keep,
                       case when overruled_at is not null then 1 when cited > 0 then :cited else :rule end as weight
                from memory_decision
                where tenant = :tenant and subject = :subject and cluster_id = :cluster
                  and (overruled_at is not null or judged_by_rule is not null or cited > 0)
                order by coalesce(overruled_at, decided_at) desc limit :limit
                """).param("tenant", tenant).param("subject", subject).param("cluster", cluster).param("limit", LABELS)
                .param("cited", CITED_WEIGHT).param("rule", RULE_WEIGHT)
                .query((row, n) -> new Label(row.getDouble(1), row.getBoolean(2), row.getDouble(3))).list();
    }

    /** By cluster, of how many members something is known. */
    Map<String, CriterionBasis> bases(String tenant, String subject) {
        var bases = new HashMap<String, CriterionBasis>();
        jdbc.sql("""
                select cluster_id, count(*) filter (where overruled_at is not null), count(*) filter (where cited > 0), count(*) filter (where judged_by_rule is not null)
                from memory_decision
                where tenant = :tenant and subject = :subject and (overruled_at is not null or judged_by_rule is not null or cited > 0) and cluster_id is not null
                group by cluster_id
                """).param("tenant", tenant).param("subject", subject).query((ResultSet row) -> {
                    bases.put(row.getString(1), new CriterionBasis(row.getInt(2), row.getInt(3), row.getInt(4)));
                });
        return bases;
    }

    /** Counts that answers cited turns. @return the clusters of these */
    List<String> cited(String tenant, String subject, List<CitedTurn> turns) {
        return jdbc.sql("""
                update memory_decision d set cited = d.cited + 1
                from unnest(cast(:conversations as text[]), cast(:seqs as bigint[])) as used (conversation, seq)
                where d.tenant = :tenant and d.subject = :subject and d.conversation = used.conversation and d.seq = used.seq
                returning d.cluster_id
                """).param("tenant", tenant).param("subject", subject)
                .param("conversations", turns.stream().map(CitedTurn::conversation).toArray(String[]::new))
                .param("seqs", turns.stream().map(CitedTurn::seq).toArray(Long[]::new))
                .query((row, n) -> row.getString(1)).list().stream().filter(Objects::nonNull).distinct().toList();
    }

    /** The newest members whose text is there. */
    List<Decision> members(String tenant, String subject, String cluster, int limit) {
        return jdbc.sql("""
                select * from memory_decision where tenant = :tenant and subject = :subject and cluster_id = :cluster and text_erased_at is null
                order by decided_at desc, seq desc limit :limit
                """)
                .param("tenant", tenant).param("subject", subject).param("cluster", cluster).param("limit", limit).query(DecisionStore::decision).list();
    }

    int size(String tenant, String subject, String cluster) {
        return jdbc.sql("select count(*) from memory_decision where tenant = :tenant and subject = :subject and cluster_id = :cluster")
                .param("tenant", tenant).param("subject", subject).param("cluster", cluster).query(Integer.class).single();
    }

    List<Cluster> all(String tenant, String subject) {
        return some(tenant, subject, null);
    }

    Optional<Cluster> find(String tenant, String subject, String id) {
        return some(tenant, subject, id).stream().findFirst();
    }

    private List<Cluster> some(String tenant, String subject, String id) {
        return jdbc.sql("""
                select id, act, centroid, size, fit_offset, rule from memory_cluster
                where tenant = :tenant and subject = :subject and (cast(:id as text) is null or id = :id) order by id
                """).param("tenant", tenant).param("subject", subject).param("id", id)
                .query((row, n) -> new Cluster(row.getString(1), DialogueAct.valueOf(row.getString(2)), floats(row.getArray(3)), row.getInt(4),
                        row.getDouble(5), row.getString(6))).list();
    }

    /** Puts all members of a cluster into another. @param to null for none */
    void moveAll(String tenant, String subject, String from, String to) {
        jdbc.sql("update memory_decision set cluster_id = :to where tenant = :tenant and subject = :subject and cluster_id = :from")
                .param("to", to).param("tenant", tenant).param("subject", subject).param("from", from).update();
    }

    void move(String tenant, List<UUID> members, String to) {
        jdbc.sql("update memory_decision set cluster_id = :to where tenant = :tenant and id = any(:ids)")
                .param("to", to).param("tenant", tenant).param("ids", members.toArray(UUID[]::new)).update();
    }

    /** The members are others than those that the rule was written from: it is written anew at the next chance. */
    void ruleIsOld(String tenant, String subject, String id) {
        jdbc.sql("update memory_cluster set rule_size = 0 where tenant = :tenant and subject = :subject and id = :id")
                .param("tenant", tenant).param("subject", subject).param("id", id).update();
    }

    /** Stores a cluster as it is; when its rule is another one, notes how many members that was written from. */
    void save(String tenant, String subject, Cluster c) {
        jdbc.sql("""
                insert into memory_cluster (id, tenant, subject, act, centroid, size, fit_offset, rule, rule_size)
                values (:id, :tenant, :subject, :act, cast(cast(:centroid as text) as real[]), :size, :offset, :rule, case when cast(:rule as text) is null then 0 else :size end)
                on conflict (tenant, subject, id) do update set centroid = excluded.centroid, size = excluded.size, fit_offset = excluded.fit_offset,
                    rule_size = case when excluded.rule is distinct from memory_cluster.rule then excluded.rule_size else memory_cluster.rule_size end,
                    rule = excluded.rule
                """).param("id", c.id()).param("tenant", tenant).param("subject", subject).param("act", c.act().name()).param("centroid", literal(c.centroid()))
                .param("size", c.size()).param("offset", c.offset()).param("rule", c.rule()).update();
    }

    /** Takes a rule that is no more out of the reasons in which it stands. */
    void forgetRule(String tenant, String subject, String cluster) {
        jdbc.sql("""
                update memory_decision set reason = split_part(reason, 'rule: ', 1) || 'rule: forgotten'
                where tenant = :tenant and subject = :subject and cluster_id = :cluster and reason like '%rule: %'
                """).param("tenant", tenant).param("subject", subject).param("cluster", cluster).update();
    }

    void delete(String tenant, String subject, String id) {
        jdbc.sql("delete from memory_cluster where tenant = :tenant and subject = :subject and id = :id")
                .param("tenant", tenant).param("subject", subject).param("id", id).update();
    }

    /** The model was asked for a rule of the cluster as it is now; whatever came of it, it is asked again when the cluster has doubled. */
    void ruleTried(EnrichmentLeases.Grown cluster) {
        jdbc.sql("update memory_cluster set rule_size = size where tenant = :tenant and subject = :subject and id = :id")
                .param("tenant", cluster.tenant()).param("subject", cluster.subject()).param("id", cluster.cluster()).update();
    }
}
