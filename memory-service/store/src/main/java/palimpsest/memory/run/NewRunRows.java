package palimpsest.memory.run;

import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of a run that is worked on from the beginning: its own and its entry of the queue, as parts of one statement. */
public final class NewRunRows {

    private NewRunRows() {}

    /**
     * Two parts of a {@code with}, whose parameters {@link #of} gives.
     *
     * @param from what follows {@code from}: one row with the conversation's id as {@code conversation} where the run is to be written, or none
     */
    public static String parts(String from) {
        return """
                begun as (
                    insert into run (id, tenant, conversation_id, agent_id, state, lease_owner, lease_until, epoch, created_at, started_at)
                    select :run, :tenant, conversation, :agent, 'RUNNING', :owner, :until, :epoch, :now, :now from %1$s
                    returning id
                ), entry as (
                    insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                    select 'run', :entry, :until, false, 1 from %1$s on conflict do nothing
                )""".formatted(from);
    }

    /** Gives a statement the parameters of these parts, but for {@code tenant}. */
    public static JdbcClient.StatementSpec of(NewRun run, JdbcClient.StatementSpec statement) {
        Lease lease = run.lease();
        return statement.param("run", lease.runId()).param("agent", run.agentId()).param("owner", lease.owner()).param("epoch", lease.epoch())
                .param("now", run.at().atOffset(ZoneOffset.UTC)).param("until", run.until().atOffset(ZoneOffset.UTC)).param("entry", run.queueEntry());
    }
}
