package palimpsest.memory.log;

import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import palimpsest.memory.database.DatabaseFault;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.run.Lease;
import palimpsest.memory.run.LeaseLostException;
import palimpsest.memory.run.RunCommit;
import palimpsest.memory.tenant.TenantScope;

/** Appends of runs with their commits: each in one statement, and those of a tenant that come while one is on its way together in the next. */
final class LeasedAppends {

    private static final String UNDER_LEASE = """
            from last where last.seq = :expected
                and run.id = :run and run.tenant = :tenant and state = 'RUNNING' and lease_owner = :owner and epoch = :epoch and commits = :commit - 1 returning run.id\
            """;
    private static final String COMMITTED = """
            , added as (
            """ + EntryRows.INSERTED + """
             and exists (select from held) returning seq
            )
            select last.seq, (select count(*) from held) from last
            """;
    private static final String GOES_ON = EntryRows.LAST + """
            , held as (
                update run set commits = :commit, steps = :steps, tokens = :tokens, parked_for = null, parked_until = null, ended_by = null, ended_at = null,
                       lease_until = :until
            """ + UNDER_LEASE + ")" + COMMITTED;
    private static final String ENDS = EntryRows.LAST + """
            , held as (
                update run set state = :state, commits = :commit, steps = :steps, tokens = :tokens, parked_for = null, parked_until = null, ended_by = :endedBy,
                       ended_at = :endedAt, lease_owner = null, lease_until = null
            """ + UNDER_LEASE + """
            ), taken_out as (
                delete from scheduled_tasks where task_name = 'run' and task_instance = (select cast(:entry as text)) and not picked and exists (select from held)
            )\
            """ + COMMITTED;
    /** The same for several runs; each by itself is written whole or not at all, and told by its number. */
    private static final String TOGETHER = """
            with last as materialized (
                select given.*, (select coalesce(max(e.seq), 0) from event e where e.conversation_id = c.id) as seq
                from unnest((select cast(:conversations as uuid[])), (select cast(:expected as bigint[])), (select cast(:leased as uuid[])),
                            (select cast(:owners as text[])), (select cast(:epochs as bigint[])), (select cast(:commits as int[])), (select cast(:steps as int[])),
                            (select cast(:tokens as bigint[])), (select cast(:states as text[])), (select cast(:endedBy as text[])), (select cast(:endedAt as timestamptz[])),
                            (select cast(:until as timestamptz[])), (select cast(:queued as text[])))
                     with ordinality as given (conversation_id, expected, run_id, owner, epoch, commits, steps, tokens, state, ended_by, ended_at, until, entry, number)
                join conversation c on c.id = given.conversation_id and c.tenant = :tenant
            ), held as (
                update run set state = last.state, commits = last.commits, steps = last.steps, tokens = last.tokens, parked_for = null, parked_until = null,
                       ended_by = last.ended_by, ended_at = last.ended_at, lease_owner = case when last.until is not null then run.lease_owner end, lease_until = last.until
                from last where last.seq = last.expected
                    and run.id = last.run_id and run.tenant = :tenant and run.state = 'RUNNING' and run.lease_owner = last.owner and run.epoch = last.epoch
                    and run.commits = last.commits - 1
                returning last.number, case when last.until is null then last.entry end as entry
            ), taken_out as (
                delete from scheduled_tasks where task_name = 'run' and task_instance = any(array(select entry from held where entry is not null)) and not picked
            ), added as (
                insert into event (conversation_id, seq, tenant, run_id, type, payload, at)
                select last.conversation_id, e.seq, :tenant, e.run_id, e.type, e.payload, coalesce(e.at, now())
                from unnest((select cast(:numbers as bigint[])), (select cast(:seqs as bigint[])), (select cast(:runs as uuid[])), (select cast(:types as text[])),
                            (select cast(:payloads as text[])), (select cast(:times as timestamptz[]))) as e (number, seq, run_id, type, payload, at)
                join held using (number) join last using (number)
                returning seq
            )
            select last.number, last.seq, exists (select from held where held.number = last.number) from last
            """;
    /** More would only make a statement that lasts longer; with a hundred runs at work some ten meet. */
    private static final int MOST = 50;
    private static final Duration PATIENCE = Duration.ofMillis(50);
    /** Others must not wait long for a run whose row or conversation somebody holds: then each is appended by itself. */
    private static final int LIMIT_SECONDS = 2;

    /** Classes of SQLSTATE that tell of a statement which the server undid: not supported, data, integrity, roll-back, rights and syntax, resources, limits, objects in use. */
    private static final Set<String> UNDONE = Set.of("0A", "22", "23", "40", "42", "53", "54", "55");
    private static final String UNKNOWN_OUTCOME = "40003";
    private static final String CANCELED = "57014";

    private final JdbcClient jdbc;
    private final Gathering<Of, LeasedAppend, Optional<Written>> gathering;

    LeasedAppends(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.gathering = new Gathering<>(LeasedAppend::conversationId, MOST, PATIENCE, this::written);
    }

    /** Whose appends go together. */
    private record Of(String tenant, TenantScope scope) {}

    /**
     * What a statement did.
     *
     * @param last number of the conversation's last event before it; null for a conversation that the tenant doesn't have
     * @param held whether it met the lease, without which it wrote nothing
     */
    record Written(Long last, boolean held) {}

    /** @throws ConcurrentAppendException, {@link LeaseLostException} or {@link NoSuchElementException} where nothing was written, see {@link EventLog} */
    void append(String tenant, LeasedAppend append) {
        Written written = TransactionSynchronizationManager.isActualTransactionActive() ? alone(tenant, append)
                : gathering.done(new Of(tenant, TenantScope.current()), append).orElseGet(() -> alone(tenant, append));
        if (written.last() == null) {
            throw new NoSuchElementException("no conversation " + append.conversationId());
        }
        if (written.last() != append.expectedLastSeq()) {
            throw new ConcurrentAppendException(append.conversationId(), append.expectedLastSeq(), null);
        }
        if (!written.held()) {
            throw new LeaseLostException(append.commit().lease().runId(), append.commit().lease().epoch());
        }
    }

    private Written alone(String tenant, LeasedAppend append) {
        Lease lease = append.commit().lease();
        RunCommit row = append.commit().commit();
        JdbcClient.StatementSpec statement = EntryRows.of(jdbc.sql(append.ends() ? ENDS : GOES_ON), tenant, append.conversationId(), append.expectedLastSeq(), append.entries())
                .param("run", lease.runId()).param("owner", lease.owner()).param("epoch", lease.epoch())
                .param("commit", row.seq()).param("steps", row.steps()).param("tokens", row.tokens());
        statement = append.ends()
                ? statement.param("state", row.state().name()).param("endedBy", row.endedBy()).param("endedAt", at(append.commit().at())).param("entry", row.queueEntry())
                : statement.param("until", at(append.commit().until()));
        try {
            return statement.query((line, number) -> new Written(line.getLong(1), line.getInt(2) == 1)).optional().orElse(new Written(null, false));
        } catch (DuplicateKeyException e) {
            throw new ConcurrentAppendException(append.conversationId(), append.expectedLastSeq(), e);
        }
    }

    /** All of a tenant, of a conversation each. Empty where each is to be written by itself. */
    List<Optional<Written>> written(List<LeasedAppend> appends) {
        String tenant = appends.getFirst().commit().lease().tenant();
        if (appends.size() == 1) {
            return List.of(Optional.of(alone(tenant, appends.getFirst())));
        }
        try {
            return together(tenant, appends);
        } catch (DataAccessException e) {
            if (isUndone(e)) {
                return Collections.nCopies(appends.size(), Optional.empty());
            }
            throw e;
        }
    }

    private List<Optional<Written>> together(String tenant, List<LeasedAppend> appends) {
        List<NewEntry> entries = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < appends.size(); i++) {
            LeasedAppend append = appends.get(i);
            entries.addAll(append.entries());
            for (int j = 1; j <= append.entries().size(); j++) {
                numbers.add(i + 1);
                seqs.add(append.expectedLastSeq() + j);
            }
        }
        Map<Integer, Written> written = new HashMap<>();
        EntryRows.columns(jdbc.sql(TOGETHER).withQueryTimeout(LIMIT_SECONDS), entries).param("tenant", tenant).param("numbers", EntryRows.strings(numbers, number -> number)).param("seqs", EntryRows.strings(seqs, seq -> seq))
                .param("conversations", EntryRows.strings(appends, LeasedAppend::conversationId))
                .param("expected", EntryRows.strings(appends, LeasedAppend::expectedLastSeq))
                .param("leased", EntryRows.strings(appends, append -> append.commit().lease().runId()))
                .param("owners", EntryRows.strings(appends, append -> append.commit().lease().owner()))
                .param("epochs", EntryRows.strings(appends, append -> append.commit().lease().epoch()))
                .param("commits", EntryRows.strings(appends, append -> append.commit().commit().seq()))
                .param("steps", EntryRows.strings(appends, append -> append.commit().commit().steps()))
                .param("tokens", EntryRows.strings(appends, append -> append.commit().commit().tokens()))
                .param("states", EntryRows.strings(appends, append -> append.commit().commit().state()))
                .param("endedBy", EntryRows.strings(appends, append -> append.ends() ? append.commit().commit().endedBy() : null))
                .param("endedAt", EntryRows.strings(appends, append -> append.ends() ? append.commit().at() : null))
                .param("until", EntryRows.strings(appends, append -> append.ends() ? null : append.commit().until()))
                .param("queued", EntryRows.strings(appends, append -> append.commit().commit().queueEntry()))
                .query((ResultSet row) -> {
                    written.put(row.getInt(1), new Written(row.getLong(2), row.getBoolean(3)));
                });
        return IntStream.rangeClosed(1, appends.size()).mapToObj(number -> Optional.of(written.getOrDefault(number, new Written(null, false)))).toList();
    }

    /** Not where a connection broke: whether anything was written, only the log can tell. */
    private static boolean isUndone(DataAccessException e) {
        String state = DatabaseFault.sqlState(e);
        return state != null && !state.equals(UNKNOWN_OUTCOME) && (UNDONE.contains(state.substring(0, 2)) || state.equals(CANCELED));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
