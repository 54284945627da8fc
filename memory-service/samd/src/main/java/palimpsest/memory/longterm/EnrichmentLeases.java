package palimpsest.memory.longterm;

import static palimpsest.memory.longterm.DecisionStore.time;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who lets a language model work on which turns and clusters, in PostgreSQL: several runtimes may do so on one memory. */
final class EnrichmentLeases {

    private final JdbcClient jdbc;

    EnrichmentLeases(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
                join (select c.tenant, c.subject, c.id as cluster_id from memory_cluster c, lateral (
                          select w.decided_at, w.seq from memory_decision w
                          where w.tenant = c.tenant and w.subject = c.subject and w.cluster_id = c.id
                            and w.outcome = 'UNSURE' and w.judged_by_rule is null and w.overruled_at is null and w.text_erased_at is null
                            and w.enrich_attempts < :attempts and (w.leased_until is null or w.leased_until < :now)
                          order by w.decided_at, w.seq limit 1) oldest
                      where c.rule is not null
                      order by oldest.decided_at, oldest.seq limit 1) first
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
                .query((row, n) -> new Owned(row.getString("tenant"), DecisionStore.decision(row, n))).list();
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
}
