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

    /** Of a turn d: the gate was unsure of it, and its cluster's rule has yet to judge it. */
    private static final String TO_BE_JUDGED = """
            (d.outcome = 'UNSURE' and d.judged_by_rule is null and d.overruled_at is null and d.decided_at > :ripe
             and exists (select 1 from memory_cluster c where c.tenant = d.tenant and c.subject = d.subject and c.id = d.cluster_id and c.rule is not null))
            """;

    /** Of a turn d: it is kept, and no model has worked on it or does. */
    private static final String WAITING = """
            d.kept and d.enriched_at is null and d.enrich_attempts < :attempts and (d.leased_until is null or d.leased_until < :now) and not """ + TO_BE_JUDGED;

    /** So many are looked at for one that no other runtime takes at the same time. */
    private static final int CANDIDATES = 8;

    private final JdbcClient jdbc;

    EnrichmentLeases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A cluster to write a rule for, held by a lease. */
    record Grown(String tenant, String subject, String cluster, UUID lease) {}

    /** Leases the largest cluster that has at least so many members, and twice as many as when its rule was written. One that another runtime takes meanwhile is passed over. */
    Optional<Grown> grown(int least, Instant now, Instant until) {
        UUID lease = UUID.randomUUID();
        List<Grown> candidates = jdbc.sql("""
                select tenant, subject, id from memory_cluster
                where size >= :least and size >= 2 * rule_size and (leased_until is null or leased_until < :now)
                order by size desc, id limit :limit
                """).param("least", least).param("now", time(now)).param("limit", CANDIDATES)
                .query((row, n) -> new Grown(row.getString(1), row.getString(2), row.getString(3), lease)).list();
        return candidates.stream().filter(cluster -> jdbc.sql("""
                update memory_cluster set leased_by = :lease, leased_until = :until
                where tenant = :tenant and subject = :subject and id = :id and (leased_until is null or leased_until < :now)
                """).param("lease", lease).param("until", time(until)).param("tenant", cluster.tenant()).param("subject", cluster.subject())
                .param("id", cluster.cluster()).param("now", time(now)).update() == 1).findFirst();
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

    /**
     * Leases the oldest kept turns of one conversation that no model has worked on, over all tenants. Turns that wait for their cluster's rule are left until it has judged them,
     * or until they have waited for long enough.
     *
     * @param ripe a turn that was decided before it has waited for long enough
     */
    Leased waiting(int limit, int attempts, Instant now, Instant until, Instant ripe) {
        return lease("select d.tenant, d.subject, d.conversation from memory_decision d where " + WAITING + " order by d.decided_at, d.seq limit 1", """
                select d.id from memory_decision d
                where d.tenant = :tenant and d.subject = :subject and d.conversation = :within and\s""" + WAITING + """
                 order by d.decided_at, d.seq limit :limit for update skip locked
                """, limit, attempts, now, until, ripe);
    }

    /**
     * Leases the oldest turns of one cluster with a rule that the gate was unsure of and no model has judged, over all tenants: as soon as there are
     * {@code limit} of them, or the oldest has waited for long enough.
     *
     * @param ripe a turn that was decided before it has waited for long enough
     */
    Leased unsure(int limit, int attempts, Instant now, Instant until, Instant ripe) {
        return lease("""
                select c.tenant, c.subject, c.id from memory_cluster c, lateral (
                          select min(batch.decided_at) as decided_at, count(*) as many from (
                              select w.decided_at from memory_decision w
                              where w.tenant = c.tenant and w.subject = c.subject and w.cluster_id = c.id
                                and w.outcome = 'UNSURE' and w.judged_by_rule is null and w.overruled_at is null and w.text_erased_at is null
                                and w.enrich_attempts < :attempts and (w.leased_until is null or w.leased_until < :now)
                              order by w.decided_at, w.seq limit :limit) batch) waiting
                      where c.rule is not null and (waiting.many >= :limit or waiting.decided_at <= :ripe)
                      order by waiting.decided_at, c.id limit 1
                """, """
                select d.id from memory_decision d
                where d.tenant = :tenant and d.subject = :subject and d.cluster_id = :within and d.outcome = 'UNSURE' and d.judged_by_rule is null and d.overruled_at is null and d.text_erased_at is null
                  and d.enrich_attempts < :attempts and (d.leased_until is null or d.leased_until < :now)
                order by d.decided_at, d.seq limit :limit for update skip locked
                """, limit, attempts, now, until, ripe);
    }

    /** @param within the conversation or the cluster */
    private record Place(String tenant, String subject, String within) {}

    /** Rows are locked in one tenant at a time: over several nodes they can't be. @param place gives the first of all tenants; @param ids are the turns there */
    private Leased lease(String place, String ids, int limit, int attempts, Instant now, Instant until, Instant ripe) {
        UUID lease = UUID.randomUUID();
        Optional<Place> first = jdbc.sql(place).param("attempts", attempts).param("now", time(now)).param("limit", limit).param("ripe", time(ripe))
                .query((row, n) -> new Place(row.getString(1), row.getString(2), row.getString(3))).optional();
        if (first.isEmpty()) {
            return new Leased(null, List.of(), lease);
        }
        List<Decision> turns = jdbc.sql("update memory_decision set leased_by = :lease, leased_until = :until where tenant = :tenant and id in (" + ids + ") returning *")
                .param("lease", lease).param("until", time(until)).param("attempts", attempts).param("now", time(now)).param("limit", limit).param("ripe", time(ripe))
                .param("tenant", first.get().tenant()).param("subject", first.get().subject()).param("within", first.get().within())
                .query(DecisionStore::decision).list();
        return new Leased(turns.isEmpty() ? null : first.get().tenant(),
                turns.stream().sorted(Comparator.comparing(Decision::decidedAt).thenComparing(Decision::seq)).toList(), lease);
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
