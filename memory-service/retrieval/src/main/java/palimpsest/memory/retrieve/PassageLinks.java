package palimpsest.memory.retrieve;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Links between passages (predictive associative memory, arXiv 2602.11322: what occurs together is found together, whatever it says). A use adds
 * its weight to what a link is worth and fades by half in every half-life; a passage is linked with
 * the one before and after it in its document (in a conversation: in its session) as by a use that does not fade.
 */
public final class PassageLinks {

    private static final double FOLLOWS = 0.25;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration halfLife;

    public PassageLinks(JdbcClient jdbc, Clock clock, Duration halfLife) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.halfLife = halfLife;
    }

    /** A stretch of a document in code points, {@code [start, end)}. */
    public record Used(UUID documentId, int start, int end) {}

    /** How a run used passages. */
    public enum Use {

        CITED(1), READ(0.25);

        private final double weight;

        Use(double weight) {
            this.weight = weight;
        }
    }

    /** Links what one run has used with each other. Recording a run twice counts once, as its strongest use. */
    public void record(String tenant, UUID runId, Use use, List<Used> used) {
        Long[] passages = used.stream().limit(LinkedScore.MOST).flatMap(place -> passages(tenant, place).stream()).distinct().sorted().limit(LinkedScore.MOST).toArray(Long[]::new);
        if (passages.length < 2) {
            return;
        }
        jdbc.sql("""
                insert into passage_link (passage_a, passage_b, run_id, tenant, used_at, weight)
                select a.id, b.id, :run, :tenant, :now, :weight
                from unnest(cast(:passages as bigint[])) as a (id) join unnest(cast(:passages as bigint[])) as b (id) on a.id < b.id
                on conflict (passage_a, passage_b, run_id, tenant) do update set weight = greatest(passage_link.weight, excluded.weight)
                """)
                .param("weight", use.weight).param("run", runId).param("tenant", tenant).param("now", Timestamp.from(clock.instant())).param("passages", passages).update();
    }

    private List<Long> passages(String tenant, Used place) {
        return jdbc.sql("""
                select id from passage where tenant = :tenant and document_id = :document and char_start < :end and char_end > :start order by seq
                """)
                .param("tenant", tenant).param("document", place.documentId()).param("start", place.start()).param("end", place.end())
                .query(Long.class).list();
    }

    /** A passage by its place. */
    public record Passage(UUID documentId, int seq) {

        static Passage of(PassageHit hit) {
            return new Passage(hit.documentId(), hit.passage());
        }
    }

    /**
     * A passage that another leads to.
     *
     * @param from     index of the other among those asked for
     * @param strength of the link, in (0, 1); see {@link LinkedScore#strength}
     * @param text     beginning of its text
     * @param title    its document's name, or speaker of a turn
     */
    public record Linked(int from, Passage passage, int start, int end, double strength, String text, String title, String speaker, Instant at) {}

    /** Where one step along links leads from some passages, within some documents; null for all of the tenant. */
    public List<Linked> from(String tenant, List<Passage> passages, List<UUID> documents) {
        return jdbc.sql("""
                with seed as (
                    select k.number - 1 as number, p.id, p.document_id, p.seq, p.session
                    from unnest(cast(:documents as uuid[]), cast(:seqs as integer[])) with ordinality as k (document_id, seq, number)
                    join passage p on p.document_id = k.document_id and p.seq = k.seq and p.tenant = :tenant
                ), link as (
                    select s.number, l.passage_b as id, l.weight * %1$s as worth
                    from seed s join passage_link l on l.passage_a = s.id and l.tenant = :tenant
                    union all
                    select s.number, l.passage_a, l.weight * %1$s
                    from seed s join passage_link l on l.passage_b = s.id and l.tenant = :tenant
                    union all
                    select s.number, n.id, :follows
                    from seed s join passage n on n.document_id = s.document_id and n.seq in (s.seq - 1, s.seq + 1)
                                               and n.session is not distinct from s.session
                ), strength as (
                    select number, id, sum(worth) as worth from link group by number, id
                )
                select t.number, p.document_id, p.seq, p.char_start, p.char_end, t.worth, p.text, p.speaker, p.at, d.name
                from strength t join passage p on p.id = t.id join document d on d.id = p.document_id
                where p.tenant = :tenant and d.deleted_at is null and (:everywhere or p.document_id = any(:within))
                order by t.number, t.worth desc, p.id
                """.formatted(LinkedScore.FADED))
                .param("documents", passages.stream().map(Passage::documentId).toArray(UUID[]::new))
                .param("seqs", passages.stream().map(Passage::seq).toArray(Integer[]::new))
                .param("tenant", tenant).param("now", Timestamp.from(clock.instant())).param("halfLife", (double) halfLife.toSeconds())
                .param("follows", FOLLOWS).param("everywhere", documents == null)
                .param("within", documents == null ? new UUID[0] : documents.toArray(UUID[]::new))
                .query((row, n) -> {
                    Timestamp at = row.getTimestamp("at");
                    return new Linked(row.getInt("number"), new Passage(row.getObject("document_id", UUID.class), row.getInt("seq")),
                            row.getInt("char_start"), row.getInt("char_end"), LinkedScore.strength(row.getDouble("worth")), row.getString("text"),
                            row.getString("speaker") == null ? row.getString("name") : row.getString("speaker"), row.getString("speaker"),
                            at == null ? null : at.toInstant());
                }).list();
    }
}
