-- Runs: who works on which, and which steps stand. What happened in a run is what its events say.
create table run (
    id              uuid primary key,
    tenant          text        not null,
    conversation_id uuid        not null references conversation (id),
    agent_id        uuid        not null references agent (id),
    state           text        not null check (state in ('QUEUED', 'RUNNING', 'PAUSED', 'WAITING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    lease_owner     text,                        -- the runtime that works on it
    lease_until     timestamptz,                 -- after which another one may take it
    epoch           bigint      not null default 0, -- fencing token: counts the leases; an older one commits nothing
    commits         integer     not null default 0, -- last committed step of the log, run_step.seq
    steps           integer     not null default 0, -- answers of the model
    tokens          bigint      not null default 0, -- of all requests to the model
    parked_for      text,                        -- the call that waits for a person
    parked_until    timestamptz,                 -- when that wait expires
    ended_by        text,                        -- RunResult.stoppedBy, or the type of the failure
    created_at      timestamptz not null default now(),
    started_at      timestamptz,
    ended_at        timestamptz
);
create index run_conversation on run (conversation_id, created_at);
create index run_unfinished on run (state) where state in ('QUEUED', 'RUNNING', 'WAITING');

-- Every append of a run, once. The key is what keeps two runtimes from committing the same step.
create table run_step (
    run_id       uuid        not null references run (id),
    seq          integer     not null, -- from 1 in each run, without gaps
    last_event   bigint      not null, -- event.seq of the last event appended by it
    epoch        bigint      not null, -- the lease under which it was committed
    committed_at timestamptz not null default now(),
    primary key (run_id, seq)
);

-- Runs of the first schema had no row: what is unfinished is queued, so that the next runtime goes on with it.
insert into run (id, tenant, conversation_id, agent_id, state, steps, ended_by, created_at, started_at, ended_at)
select started.run_id, started.tenant, started.conversation_id, c.agent_id,
       case when ended.type is null then 'QUEUED'
            when ended.type = 'RunFailed' then 'FAILED'
            when ended.payload like '%"stoppedBy":"cancelled"}}' then 'CANCELLED'
            else 'SUCCEEDED' end,
       (select count(*) from event s where s.conversation_id = started.conversation_id and s.run_id = started.run_id and s.type = 'AssistantSpoke'),
       substring(ended.payload from '"stoppedBy":"([a-z-]+)"}}$'), started.at, started.at, ended.at
from event started
join conversation c on c.id = started.conversation_id
left join lateral (select e.type, e.payload, e.at from event e
                   where e.conversation_id = started.conversation_id and e.run_id = started.run_id and e.type in ('RunFinished', 'RunFailed')
                   order by e.seq desc limit 1) ended on true
where started.type = 'RunStarted' and started.run_id is not null
on conflict (id) do nothing;

-- The table of db-scheduler (its documentation, "postgresql_tables.sql"), which hands runs to runtimes.
create table scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
