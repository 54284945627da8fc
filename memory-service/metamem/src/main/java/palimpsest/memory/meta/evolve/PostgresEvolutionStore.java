package palimpsest.memory.meta.evolve;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.meta.evolve.Evolution.Cost;
import palimpsest.memory.meta.evolve.Evolution.Status;
import palimpsest.memory.meta.evolve.EvolutionItem.Kind;
import tools.jackson.databind.json.JsonMapper;

/** {@link EvolutionStore} over PostgreSQL; the database's clock decides over leases. */
public final class PostgresEvolutionStore implements EvolutionStore {

    private static final String EVOLUTION = """
            select e.id, e.tenant, case when e.status = 'running' and e.lease_owner is null then 'queued' else e.status end as status, e.settings,
                   e.base_version, e.cancel_requested, e.problem, e.result, e.created_at, e.finished_at,
                   (select count(*) from meta_training_case c where c.tenant = e.tenant and c.evolution_id = e.id) as cases, i.*
            from meta_evolution e,
                 lateral (select coalesce(sum(calls), 0) as calls, coalesce(sum(input_tokens), 0) as input_tokens,
                                 coalesce(sum(output_tokens), 0) as output_tokens,
                                 count(*) filter (where kind = 'rollout') as rollouts, count(*) filter (where kind = 'judgement') as judgements,
                                 count(*) filter (where kind = 'summary') as summaries, count(*) filter (where kind = 'proposal') as proposals,
                                 count(*) filter (where kind = 'consolidation') as consolidations,
                                 count(*) filter (where kind = 'decision') as decisions
                          from meta_evolution_item where tenant = e.tenant and evolution_id = e.id) i
            """;
    /** In place of the words of a case whose person is forgotten. */
    private static final String ERASED = "(erased)";
    private static final String ITEM = "select key, kind, position, attempt, output, input_tokens, output_tokens, calls from meta_evolution_item";

    private static final String TO_BE_CLAIMED = "status = 'running' and (lease_until is null or lease_until < now())";
    /** So many are looked at for one that no other runtime takes at the same time. */
    private static final int CANDIDATES = 8;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json = JsonMapper.builder().build();

    public PostgresEvolutionStore(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Override
    public UUID create(String tenant, EvolutionSettings settings, int baseVersion, List<TrainingCase> cases) {
        UUID id = UUID.randomUUID();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("insert into meta_evolution (id, tenant, status, settings, base_version) values (:id, :tenant, 'running', :settings, :base)")
                    .param("id", id).param("tenant", tenant).param("settings", json.writeValueAsString(settings)).param("base", baseVersion).update();
            for (int position = 0; position < cases.size(); position++) {
                insert(tenant, id, position, cases.get(position));
            }
        });
        return id;
    }

    private void insert(String tenant, UUID id, int position, TrainingCase one) {
        jdbc.sql("""
                insert into meta_training_case (tenant, evolution_id, position, question_id, question, memories, answer, task)
                values (:tenant, :id, :position, :questionId, :question, :memories, :answer, :task)
                """)
                .param("tenant", tenant).param("id", id).param("position", position).param("questionId", one.questionId()).param("question", one.question())
                .param("memories", json.writeValueAsString(one.memories())).param("answer", one.answer()).param("task", one.task()).update();
    }

    @Override
    public Optional<Evolution> find(String tenant, UUID id) {
        return jdbc.sql(EVOLUTION + " where e.tenant = :tenant and e.id = :id").param("tenant", tenant).param("id", id).query(this::evolution).optional();
    }

    @Override
    public List<Evolution> all(String tenant, int limit) {
        return jdbc.sql(EVOLUTION + " where e.tenant = :tenant order by e.created_at desc, e.id limit :limit").param("tenant", tenant)
                .param("limit", limit).query(this::evolution).list();
    }

    @Override
    public List<TrainingCase> cases(String tenant, UUID id) {
        return jdbc.sql("select question_id, question, memories, answer, task from meta_training_case where tenant = :tenant and evolution_id = :id order by position")
                .param("tenant", tenant).param("id", id)
                .query((row, n) -> new TrainingCase(row.getString("question_id"), row.getString("question"),
                        Arrays.asList(json.readValue(row.getString("memories"), String[].class)), row.getString("answer"), row.getString("task")))
                .list();
    }

    @Override
    public List<EvolutionItem> items(String tenant, UUID id) {
        return jdbc.sql(ITEM + " where tenant = :tenant and evolution_id = :id order by created_at, key").param("tenant", tenant).param("id", id).query(PostgresEvolutionStore::item).list();
    }

    @Override
    public EvolutionItem record(String tenant, UUID id, EvolutionItem item) {
        jdbc.sql("""
                with forgotten as materialized (
                    select 1 from meta_training_case where tenant = :tenant and evolution_id = :id and position = cast(:position as integer) and question = :erased)
                insert into meta_evolution_item (tenant, evolution_id, key, kind, position, attempt, output, input_tokens, output_tokens, calls)
                select :tenant, cast(:id as uuid), :key, :kind, cast(:position as integer), cast(:attempt as integer),
                       case when exists (select from forgotten) then '' else :output end, :in, :out, :calls on conflict do nothing
                """).param("erased", ERASED)
                .param("tenant", tenant).param("id", id).param("key", item.key()).param("kind", name(item.kind())).param("position", item.position())
                // PostgreSQL's text holds no NUL.
                .param("attempt", item.attempt()).param("output", item.output().replace("\0", "")).param("in", item.inputTokens())
                .param("out", item.outputTokens()).param("calls", item.calls()).update();
        return jdbc.sql(ITEM + " where tenant = :tenant and evolution_id = :id and key = :key").param("tenant", tenant).param("id", id).param("key", item.key())
                .query(PostgresEvolutionStore::item).single();
    }

    @Override
    public int erase(String tenant, Collection<String> questionIds) {
        return questionIds.isEmpty() ? 0 : jdbc.sql("""
                with gone as (update meta_training_case set question = :erased, memories = '[]', answer = :erased
                              where tenant = :tenant and question_id = any(:ids) and question <> :erased returning evolution_id, position),
                asked as (update meta_evolution set cancel_requested = true where tenant = :tenant and status = 'running' and id in (select evolution_id from gone)),
                said as (update meta_evolution_item i set output = '' from gone where i.tenant = :tenant and i.evolution_id = gone.evolution_id and i.position = gone.position)
                select count(*) from gone
                """)
                .param("tenant", tenant).param("erased", ERASED).param("ids", questionIds.toArray(String[]::new)).query(Integer.class).single();
    }

    @Override
    public void requestCancel(String tenant, UUID id) {
        jdbc.sql("update meta_evolution set cancel_requested = true where tenant = :tenant and id = :id and status = 'running'")
                .param("tenant", tenant).param("id", id).update();
    }

    @Override
    public boolean requeue(String tenant, UUID id, EvolutionSettings settings) {
        return jdbc.sql("""
                update meta_evolution set status = 'running', settings = :settings, cancel_requested = false, problem = null, finished_at = null,
                       lease_owner = null, lease_until = null
                where tenant = :tenant and id = :id and status not in ('running', 'done')
                """)
                .param("settings", json.writeValueAsString(settings)).param("tenant", tenant).param("id", id).update() == 1;
    }

    private record Waiting(String tenant, UUID id) {}

    @Override
    public Optional<Evolution> claim(UUID owner, Duration lease) {
        // One that another runtime takes meanwhile is passed over. None is locked as it is chosen: rows of several nodes can't be.
        List<Waiting> waiting = jdbc.sql("select tenant, id from meta_evolution where " + TO_BE_CLAIMED + " order by created_at, id limit :limit").param("limit", CANDIDATES)
                .query((row, n) -> new Waiting(row.getString("tenant"), row.getObject("id", UUID.class))).list();
        return waiting.stream().filter(one -> jdbc.sql("update meta_evolution set lease_owner = :owner, lease_until = now() + make_interval(secs => :seconds) "
                        + "where tenant = :tenant and id = :id and " + TO_BE_CLAIMED)
                .param("owner", owner).param("seconds", seconds(lease)).param("tenant", one.tenant()).param("id", one.id()).update() == 1)
                .findFirst().flatMap(one -> find(one.tenant(), one.id()));
    }

    @Override
    public Tenure extend(String tenant, UUID id, UUID owner, Duration lease) {
        return jdbc.sql("""
                update meta_evolution set lease_until = now() + make_interval(secs => :seconds)
                where tenant = :tenant and id = :id and lease_owner = :owner and status = 'running' returning cancel_requested
                """)
                .param("seconds", seconds(lease)).param("tenant", tenant).param("id", id).param("owner", owner)
                .query((row, n) -> row.getBoolean(1) ? Tenure.CANCELLED : Tenure.HELD).optional().orElse(Tenure.LOST);
    }

    @Override
    public void release(String tenant, UUID id, UUID owner) {
        jdbc.sql("update meta_evolution set lease_owner = null, lease_until = null where tenant = :tenant and id = :id and lease_owner = :owner")
                .param("tenant", tenant).param("id", id).param("owner", owner).update();
    }

    @Override
    public void finish(String tenant, UUID id, UUID owner, Status status, String problem, EvolutionResult result) {
        jdbc.sql("""
                update meta_evolution set status = :status, problem = :problem, result = :result, finished_at = now(), lease_until = null
                where tenant = :tenant and id = :id and lease_owner = :owner and status = 'running'
                """)
                .param("status", name(status)).param("problem", problem).param("result", result == null ? null : json.writeValueAsString(result))
                .param("tenant", tenant).param("id", id).param("owner", owner).update();
    }

    @Override
    public Optional<Duration> untilClaimable() {
        return jdbc.sql("""
                select extract(epoch from min(coalesce(lease_until, now())) - now()) as seconds from meta_evolution where status = 'running' having count(*) > 0
                """)
                .query((row, n) -> Duration.ofMillis(Math.max(0, (long) (row.getDouble(1) * 1000) + 1))).optional();
    }

    private Evolution evolution(ResultSet row, int number) throws SQLException {
        String result = row.getString("result");
        return new Evolution(row.getObject("id", UUID.class), row.getString("tenant"),
                Status.valueOf(row.getString("status").replace('-', '_').toUpperCase(Locale.ROOT)),
                json.readValue(row.getString("settings"), EvolutionSettings.class), row.getInt("base_version"), row.getBoolean("cancel_requested"),
                row.getString("problem"), result == null ? null : json.readValue(result, EvolutionResult.class),
                new Cost(row.getInt("cases"), row.getLong("calls"), row.getLong("input_tokens"), row.getLong("output_tokens"), row.getInt("rollouts"),
                        row.getInt("judgements"), row.getInt("summaries"), row.getInt("proposals"), row.getInt("consolidations"), row.getInt("decisions")),
                instant(row, "created_at"), instant(row, "finished_at"));
    }

    private static EvolutionItem item(ResultSet row, int number) throws SQLException {
        return new EvolutionItem(row.getString("key"), Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getObject("position", Integer.class),
                row.getObject("attempt", Integer.class), row.getString("output"), row.getLong("input_tokens"), row.getLong("output_tokens"),
                row.getInt("calls"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
