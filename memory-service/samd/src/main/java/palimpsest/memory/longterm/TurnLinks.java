package palimpsest.memory.longterm;

import static palimpsest.memory.longterm.DecisionStore.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.retrieve.LinkedScore;

/**
 * Links between the turns that one answer cites (predictive associative memory, arXiv 2602.11322: what occurs together is found together, whatever it says). Each
 * answer adds 1 to what a link is worth, and that fades by half in every half-life. Recall goes one step along them.
 */
final class TurnLinks {

    private static final Duration HALF_LIFE = Duration.ofDays(30);
    /** Records from which links are followed. */
    private static final int SEEDS = 10;

    private final JdbcClient jdbc;

    TurnLinks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Links the turns of the subject that one run's answer cites. Turns that are not known are passed over; a run counts once. */
    void record(String tenant, String subject, UUID run, List<CitedTurn> cited, Instant now) {
        List<CitedTurn> turns = cited.stream().distinct().limit(LinkedScore.MOST).toList();
        if (turns.size() < 2) {
            return;
        }
        jdbc.sql("""
                with turn as (
                    select d.id from memory_decision d
                    join unnest(cast(:conversations as text[]), cast(:seqs as bigint[])) as used (conversation, seq) on d.conversation = used.conversation and d.seq = used.seq
                    where d.tenant = :tenant and d.subject = :subject
                )
                insert into memory_link (tenant, turn_a, turn_b, run_id, used_at)
                select :tenant, a.id, b.id, :run, :now from turn a join turn b on a.id < b.id
                on conflict do nothing
                """).param("tenant", tenant).param("subject", subject).param("run", run).param("now", time(now))
                .param("conversations", turns.stream().map(CitedTurn::conversation).toArray(String[]::new))
                .param("seqs", turns.stream().map(CitedTurn::seq).toArray(Long[]::new)).update();
    }

    /**
     * Raises records of turns that are linked with those of the best, and adds them where they are not among the scores.
     *
     * @param scores by record; changed
     * @param bears  whether a record has to do with the query by itself
     * @return those that are linked with one that does
     */
    Set<UUID> spread(String tenant, String subject, Map<UUID, Double> scores, Predicate<UUID> bears, Instant valid, Instant known, Instant now) {
        var reached = new HashSet<UUID>();
        Map<UUID, Double> seeds = new LinkedHashMap<>();
        scores.entrySet().stream().sorted(Map.Entry.<UUID, Double>comparingByValue().reversed()).limit(SEEDS).forEach(one -> seeds.put(one.getKey(), one.getValue()));
        if (seeds.isEmpty()) {
            return reached;
        }
        double least = scores.values().stream().min(Comparator.naturalOrder()).orElseThrow();
        record Linked(UUID from, UUID to, double worth) {}
        List<Linked> found = jdbc.sql("""
                with link as (
                    select b.id as origin, l.turn_b as turn, %1$s as worth from unnest(cast(:seeds as uuid[])) as b (id)
                    join memory_source s on s.record_id = b.id and s.tenant = :tenant join memory_link l on l.tenant = :tenant and l.turn_a = s.decision_id
                    union all
                    select b.id, l.turn_a, %1$s from unnest(cast(:seeds as uuid[])) as b (id)
                    join memory_source s on s.record_id = b.id and s.tenant = :tenant join memory_link l on l.tenant = :tenant and l.turn_b = s.decision_id
                )
                select link.origin, r.id, sum(link.worth) as worth
                from link join memory_source t on t.decision_id = link.turn and t.tenant = :tenant join memory_record r on r.id = t.record_id
                where r.tenant = :tenant and r.subject = :subject and r.id <> link.origin
                  and r.learned_at <= :known and (r.retired_at is null or r.retired_at > :known)
                  and r.valid_from <= :valid and (r.valid_to is null or r.valid_to > :valid)
                group by link.origin, r.id order by worth desc, r.id
                """.formatted(LinkedScore.FADED)).param("tenant", tenant).param("subject", subject).param("seeds", seeds.keySet().toArray(UUID[]::new)).param("now", time(now))
                .param("halfLife", (double) HALF_LIFE.toSeconds()).param("known", time(known)).param("valid", time(valid))
                .query((row, n) -> new Linked(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getDouble(3))).list();
        for (Linked one : found) {
            scores.put(one.to(), LinkedScore.of(scores.get(one.to()), least, seeds.get(one.from()), LinkedScore.strength(one.worth())));
            if (bears.test(one.from())) {
                reached.add(one.to());
            }
        }
        return reached;
    }

    /** The links of turns that are forgotten. */
    void erase(String tenant, UUID[] turns) {
        jdbc.sql("delete from memory_link where tenant = :tenant and (turn_a = any(:turns) or turn_b = any(:turns))").param("tenant", tenant).param("turns", turns).update();
    }
}
