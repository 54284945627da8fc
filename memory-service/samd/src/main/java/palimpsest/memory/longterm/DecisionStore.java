package palimpsest.memory.longterm;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.CriterionFit.Label;
import palimpsest.memory.gate.DialogueAct;
import palimpsest.memory.gate.MemoryGate.Outcome;
import palimpsest.memory.gate.Turn;

/** Decisions and clusters in PostgreSQL. */
final class DecisionStore {

    private static final double RULE_WEIGHT = 0.5; // a model's word counts half a person's
    private static final int LABELS = 500; // the newest, so that a criterion costs the same however old a memory is

    private final JdbcClient jdbc;

    DecisionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps everybody else, in this process or another, from a subject's memory until the transaction ends. */
    void lock(String tenant, String subject) {
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(:name, 18))) held").param("name", tenant + '\n' + subject).query(Integer.class).single();
    }

    /** Which of these turns have been decided on, or were forgotten. */
    Set<Long> known(String tenant, String subject, String conversation, Collection<Long> seqs) {
        return new HashSet<>(jdbc.sql("""
                select seq from memory_decision where tenant = :tenant and subject = :subject and conversation = :conversation and seq = any(:seqs)
                union select seq from memory_forgotten
                where tenant = :tenant and subject in (:subject, '') and conversation = :conversation and seq = any(:seqs)
                """).param("tenant", tenant).param("subject", subject).param("conversation", conversation).param("seqs", seqs.toArray(Long[]::new)).query(Long.class).list());
    }

    /** False when the turn was there already. */
    boolean insert(String tenant, Decision d, String embeddingModel) {
        return jdbc.sql("""
                insert into memory_decision (id, tenant, subject, conversation, seq, speaker, said_at, text, caption, embedding, embedding_model, gate,
                                             outcome, logit, score, kept, reason, cluster_id, decided_at)
                values (:id, :tenant, :subject, :conversation, :seq, :speaker, :said, :text, :caption, cast(:embedding as real[]), :model, :gate,
                        :outcome, :logit, :score, :kept, :reason, :cluster, :decided)
                on conflict (tenant, subject, conversation, seq) do nothing
                """)
                .param("id", d.id()).param("tenant", tenant).param("subject", d.subject()).param("conversation", d.conversation()).param("seq", d.seq())
                .param("speaker", d.turn().speaker()).param("said", time(d.turn().at())).param("text", d.turn().text()).param("caption", d.turn().caption())
                .param("embedding", d.embedding() == null ? null : boxed(d.embedding())).param("model", d.embedding() == null ? null : embeddingModel)
                .param("gate", d.gate()).param("outcome", d.outcome().name()).param("logit", d.logit()).param("score", d.score()).param("kept", d.kept()).param("reason", d.reason())
                .param("cluster", d.cluster()).param("decided", time(d.decidedAt())).update() == 1;
    }

    Optional<Decision> find(String tenant, UUID id) {
        return jdbc.sql("select * from memory_decision where tenant = :tenant and id = :id").param("tenant", tenant).param("id", id)
                .query(DecisionStore::decision).optional();
    }

    /** What was said in these turns, by their ids. */
    Map<UUID, String> contents(String tenant, Collection<UUID> ids) {
        Map<UUID, String> contents = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql("select id, text, caption from memory_decision where tenant = :tenant and id = any(:ids)").param("tenant", tenant)
                    .param("ids", ids.toArray(UUID[]::new)).query((ResultSet row) -> {
                        contents.put(row.getObject(1, UUID.class), new Turn(null, null, row.getString(2), row.getString(3)).content());
                    });
        }
        return contents;
    }

    Optional<Decision> ofTurn(String tenant, String subject, String conversation, long seq) {
        return jdbc.sql("select * from memory_decision where tenant = :tenant and subject = :subject and conversation = :conversation and seq = :seq")
                .param("tenant", tenant).param("subject", subject).param("conversation", conversation).param("seq", seq).query(DecisionStore::decision).optional();
    }

    /** In the order of the conversation. */
    List<Decision> ofConversation(String tenant, String subject, String conversation) {
        return jdbc.sql("select * from memory_decision where tenant = :tenant and subject = :subject and conversation = :conversation order by seq")
                .param("tenant", tenant).param("subject", subject).param("conversation", conversation).query(DecisionStore::decision).list();
    }

    /** The last turns of a conversation, oldest first. @param before a number that theirs are under */
    List<Turn> last(String tenant, String subject, String conversation, long before, int limit) {
        return jdbc.sql("""
                select speaker, said_at, text, caption from memory_decision
                where tenant = :tenant and subject = :subject and conversation = :conversation and seq < :before order by seq desc limit :limit
                """).param("tenant", tenant).param("subject", subject).param("conversation", conversation).param("before", before).param("limit", limit)
                .query((row, n) -> new Turn(row.getString(1), time(row, "said_at"), row.getString(3), row.getString(4))).list().reversed();
    }

    /** Notes of a turn that was dropped at once which cluster it belongs to, once a person wants it. */
    void place(String tenant, UUID id, String cluster, double logit) {
        jdbc.sql("update memory_decision set cluster_id = :cluster, logit = :logit where tenant = :tenant and id = :id")
                .param("cluster", cluster).param("logit", logit).param("tenant", tenant).param("id", id).update();
    }

    /** @param embedding null for none, as of what is dropped */
    void embedding(String tenant, UUID id, float[] embedding, String embeddingModel) {
        jdbc.sql("update memory_decision set embedding = cast(:embedding as real[]), embedding_model = :model where tenant = :tenant and id = :id")
                .param("embedding", embedding == null ? null : boxed(embedding)).param("model", embedding == null ? null : embeddingModel)
                .param("tenant", tenant).param("id", id).update();
    }

    /** Erases the texts of turns that were dropped and bear out nothing, over all tenants. @return how many, the limit at most */
    int eraseDropped(Instant decidedBefore, Instant now, int limit) {
        return jdbc.sql("""
                update memory_decision set text = '', caption = null, embedding = null, embedding_model = null, text_erased_at = :now where id in (
                    select d.id from memory_decision d
                    where not d.kept and d.text_erased_at is null and d.decided_at < :before and coalesce(d.overruled_at, d.decided_at) < :before
                      and not exists (select from memory_source s where s.decision_id = d.id)
                    order by d.decided_at limit :limit for update skip locked)
                """).param("now", time(now)).param("before", time(decidedBefore)).param("limit", limit).update();
    }

    /** Conversations of a subject, those first that came first. */
    List<String> conversations(String tenant, String subject) {
        return jdbc.sql("""
                select conversation from memory_decision where tenant = :tenant and subject = :subject
                group by conversation order by min(decided_at), conversation
                """)
                .param("tenant", tenant).param("subject", subject).query(String.class).list();
    }

    /** Newest first. @param conversation null for all of the subject; @param kept null for both */
    List<Decision> list(String tenant, String subject, String conversation, Boolean kept, int limit) {
        return jdbc.sql("""
                select * from memory_decision
                where tenant = :tenant and subject = :subject and (cast(:conversation as text) is null or conversation = :conversation)
                  and (cast(:kept as boolean) is null or kept = :kept)
                order by decided_at desc, seq desc limit :limit
                """).param("tenant", tenant).param("subject", subject).param("conversation", conversation).param("kept", kept).param("limit", limit)
                .query(DecisionStore::decision).list();
    }

    void overrule(String tenant, UUID id, boolean keep, String by, Instant at) {
        jdbc.sql("update memory_decision set kept = :keep, overruled_by = :by, overruled_at = :at, enriched_at = null where tenant = :tenant and id = :id")
                .param("keep", keep).param("by", by).param("at", time(at)).param("tenant", tenant).param("id", id).update();
    }

    /** What a language model said of members under their cluster's rule; a person's word stays. */
    void judgedByRule(String tenant, UUID id, boolean keep) {
        jdbc.sql("update memory_decision set judged_by_rule = :keep where tenant = :tenant and id = :id")
                .param("keep", keep).param("tenant", tenant).param("id", id).update();
    }

    /** What is known of the newest members of a cluster. */
    List<Label> labels(String tenant, String subject, String cluster) {
        return jdbc.sql("""
                select logit, case when overruled_at is not null then kept else judged_by_rule end as keep, overruled_at is not null as person
                from memory_decision
                where tenant = :tenant and subject = :subject and cluster_id = :cluster and (overruled_at is not null or judged_by_rule is not null)
                order by coalesce(overruled_at, decided_at) desc limit :limit
                """).param("tenant", tenant).param("subject", subject).param("cluster", cluster).param("limit", LABELS)
                .query((row, n) -> new Label(row.getDouble(1), row.getBoolean(2), row.getBoolean(3) ? 1 : RULE_WEIGHT)).list();
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

    List<Cluster> clusters(String tenant, String subject) {
        return jdbc.sql("select id, act, centroid, size, fit_offset, rule from memory_cluster where tenant = :tenant and subject = :subject order by id")
                .param("tenant", tenant).param("subject", subject)
                .query((row, n) -> new Cluster(row.getString(1), DialogueAct.valueOf(row.getString(2)), floats(row.getArray(3)), row.getInt(4),
                        row.getDouble(5), row.getString(6))).list();
    }

    /** Stores a cluster as it is; when its rule is another one, notes how many members that was written from. */
    void save(String tenant, String subject, Cluster c) {
        jdbc.sql("""
                insert into memory_cluster (id, tenant, subject, act, centroid, size, fit_offset, rule, rule_size)
                values (:id, :tenant, :subject, :act, cast(:centroid as real[]), :size, :offset, :rule, case when cast(:rule as text) is null then 0 else :size end)
                on conflict (tenant, subject, id) do update set centroid = excluded.centroid, size = excluded.size, fit_offset = excluded.fit_offset,
                    rule_size = case when excluded.rule is distinct from memory_cluster.rule then excluded.rule_size else memory_cluster.rule_size end,
                    rule = excluded.rule
                """).param("id", c.id()).param("tenant", tenant).param("subject", subject).param("act", c.act().name()).param("centroid", boxed(c.centroid()))
                .param("size", c.size()).param("offset", c.offset()).param("rule", c.rule()).update();
    }

    /** Takes a rule that is no more out of the reasons in which it stands. */
    void forgetRule(String tenant, String subject, String cluster) {
        jdbc.sql("""
                update memory_decision set reason = split_part(reason, 'rule: ', 1) || 'rule: forgotten'
                where tenant = :tenant and subject = :subject and cluster_id = :cluster and reason like '%rule: %'
                """).param("tenant", tenant).param("subject", subject).param("cluster", cluster).update();
    }

    void deleteCluster(String tenant, String subject, String id) {
        jdbc.sql("delete from memory_cluster where tenant = :tenant and subject = :subject and id = :id")
                .param("tenant", tenant).param("subject", subject).param("id", id).update();
    }

    /** A cluster to write a rule for, held by a lease. */
    record Grown(String tenant, String subject, String cluster, UUID lease) {}

    /** Leases the largest cluster that has at least so many members, and twice as many as when its rule was written. */
    Optional<Grown> grown(int least, Instant now, Instant until) {
        UUID lease = UUID.randomUUID();
        return jdbc.sql("""
                update memory_cluster set leased_by = :lease, leased_until = :until where (tenant, subject, id) in (
                    select tenant, subject, id from memory_cluster
                    where size >= :least and size >= 2 * rule_size and (leased_until is null or leased_until < :now)
                    order by size desc, id limit 1 for update skip locked)
                returning tenant, subject, id
                """).param("lease", lease).param("until", time(until)).param("least", least).param("now", time(now))
                .query((row, n) -> new Grown(row.getString(1), row.getString(2), row.getString(3), lease)).optional();
    }

    /** Whether a cluster is still held by a lease. */
    boolean holds(Grown cluster) {
        return jdbc.sql("select count(*) from memory_cluster where tenant = :tenant and subject = :subject and id = :id and leased_by = :lease")
                .param("tenant", cluster.tenant()).param("subject", cluster.subject()).param("id", cluster.cluster()).param("lease", cluster.lease())
                .query(Long.class).single() == 1;
    }

    void release(Grown cluster) {
        jdbc.sql("""
                update memory_cluster set leased_by = null, leased_until = null
                where tenant = :tenant and subject = :subject and id = :id and leased_by = :lease
                """).param("tenant", cluster.tenant()).param("subject", cluster.subject()).param("id", cluster.cluster()).param("lease", cluster.lease()).update();
    }

    /** The model was asked for a rule of the cluster as it is now; whatever came of it, it is asked again when the cluster has doubled. */
    void ruleTried(Grown cluster) {
        jdbc.sql("update memory_cluster set rule_size = size where tenant = :tenant and subject = :subject and id = :id")
                .param("tenant", cluster.tenant()).param("subject", cluster.subject()).param("id", cluster.cluster()).update();
    }

    /** Turns of one tenant that a model is to work on, held by a lease, in order. */
    record Leased(String tenant, List<Decision> turns, UUID lease) {
        boolean isEmpty() {
            return turns.isEmpty();
        }

        UUID[] ids() {
            return turns.stream().map(Decision::id).toArray(UUID[]::new);
        }
    }

    /** Leases the oldest kept turns of one conversation that no model has worked on, over all tenants. */
    Leased waiting(int limit, int attempts, Instant now, Instant until) {
        return lease("""
                select d.id from memory_decision d
                join (select tenant, subject, conversation from memory_decision
                      where kept and enriched_at is null and enrich_attempts < :attempts and (leased_until is null or leased_until < :now)
                      order by decided_at, seq limit 1) first
                  on d.tenant = first.tenant and d.subject = first.subject and d.conversation = first.conversation
                where d.kept and d.enriched_at is null and d.enrich_attempts < :attempts and (d.leased_until is null or d.leased_until < :now)
                order by d.decided_at, d.seq limit :limit for update of d skip locked
                """, limit, attempts, now, until);
    }

    /** Leases the oldest turns of one cluster with a rule that the gate was unsure of and no model has judged, over all tenants. */
    Leased unsure(int limit, int attempts, Instant now, Instant until) {
        return lease("""
                select d.id from memory_decision d
                join (select w.tenant, w.subject, w.cluster_id from memory_decision w
                      join memory_cluster c on c.tenant = w.tenant and c.subject = w.subject and c.id = w.cluster_id and c.rule is not null
                      where w.outcome = 'UNSURE' and w.judged_by_rule is null and w.overruled_at is null and w.text_erased_at is null
                        and w.enrich_attempts < :attempts and (w.leased_until is null or w.leased_until < :now)
                      order by w.decided_at, w.seq limit 1) first
                  on d.tenant = first.tenant and d.subject = first.subject and d.cluster_id = first.cluster_id
                where d.outcome = 'UNSURE' and d.judged_by_rule is null and d.overruled_at is null and d.text_erased_at is null
                  and d.enrich_attempts < :attempts and (d.leased_until is null or d.leased_until < :now)
                order by d.decided_at, d.seq limit :limit for update of d skip locked
                """, limit, attempts, now, until);
    }

    private record Owned(String tenant, Decision decision) {}

    private Leased lease(String ids, int limit, int attempts, Instant now, Instant until) {
        UUID lease = UUID.randomUUID();
        List<Owned> rows = jdbc.sql("update memory_decision set leased_by = :lease, leased_until = :until where id in (" + ids + ") returning *")
                .param("lease", lease).param("until", time(until)).param("attempts", attempts).param("now", time(now)).param("limit", limit)
                .query((row, n) -> new Owned(row.getString("tenant"), decision(row, n))).list();
        List<Decision> turns = rows.stream().map(Owned::decision).sorted(Comparator.comparing(Decision::decidedAt).thenComparing(Decision::seq)).toList();
        return new Leased(rows.isEmpty() ? null : rows.getFirst().tenant(), turns, lease);
    }

    /** Whether all of the turns are there and still held. Another runtime takes them when a lease is over. */
    boolean holds(Leased leased) {
        return jdbc.sql("select count(*) from memory_decision where tenant = :tenant and id = any(:ids) and leased_by = :lease")
                .param("tenant", leased.tenant()).param("ids", leased.ids()).param("lease", leased.lease()).query(Long.class).single() == leased.turns().size();
    }

    void release(Leased leased) {
        jdbc.sql("update memory_decision set leased_by = null, leased_until = null where tenant = :tenant and id = any(:ids) and leased_by = :lease")
                .param("tenant", leased.tenant()).param("ids", leased.ids()).param("lease", leased.lease()).update();
    }

    /** What a model said of a turn that the gate was unsure of holds, unless a person has spoken. False when one has. */
    boolean judgedNew(String tenant, UUID id, boolean keep, String reason) {
        return jdbc.sql("""
                update memory_decision set judged_by_rule = :keep, kept = :keep, reason = :reason, enrich_attempts = 0 where tenant = :tenant and id = :id and overruled_at is null
                """).param("keep", keep).param("reason", reason).param("tenant", tenant).param("id", id).update() == 1;
    }

    void enrichmentTried(String tenant, List<Decision> turns) {
        jdbc.sql("update memory_decision set enrich_attempts = enrich_attempts + 1 where tenant = :tenant and id = any(:ids)")
                .param("tenant", tenant).param("ids", turns.stream().map(Decision::id).toArray(UUID[]::new)).update();
    }

    void enriched(String tenant, List<Decision> turns, Instant at) {
        jdbc.sql("update memory_decision set enriched_at = :at where tenant = :tenant and id = any(:ids)")
                .param("at", time(at)).param("tenant", tenant).param("ids", turns.stream().map(Decision::id).toArray(UUID[]::new)).update();
    }

    static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static Float[] boxed(float[] vector) {
        Float[] boxed = new Float[vector.length];
        for (int i = 0; i < boxed.length; i++) {
            boxed[i] = vector[i];
        }
        return boxed;
    }

    private static float[] floats(Array array) throws SQLException {
        if (array == null) {
            return null;
        }
        Float[] boxed = (Float[]) array.getArray();
        float[] vector = new float[boxed.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = boxed[i];
        }
        return vector;
    }

    static Decision decision(ResultSet row, int n) throws SQLException {
        return new Decision(row.getObject("id", UUID.class), row.getString("subject"), row.getString("conversation"), row.getLong("seq"),
                new Turn(row.getString("speaker"), time(row, "said_at"), row.getString("text"), row.getString("caption")), floats(row.getArray("embedding")),
                row.getString("gate"), Outcome.valueOf(row.getString("outcome")), row.getDouble("logit"), row.getDouble("score"), row.getBoolean("kept"), row.getString("reason"),
                row.getString("cluster_id"), row.getString("overruled_by"), time(row, "overruled_at"), time(row, "decided_at"), time(row, "text_erased_at"));
    }
}
