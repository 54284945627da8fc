-- Learned rules on how to use memories (MetaMem, arXiv 2602.11182), every version of them, and how each came about.

-- Append only: the version in force is the one with the highest number; a rollback is a new version with old rules.
create table meta_memory_version (
    tenant       text        not null,
    number       integer     not null,
    origin       text        not null, -- evolution, edit, rollback
    rules        text        not null, -- JSON: texts in order; the n-th is M(n-1)
    operations   text,                 -- JSON: what was applied to the version before
    held_out     text,                 -- JSON: the paired test that let it in
    restores     integer,              -- of a rollback: the number of the version whose rules these are
    evolution_id uuid,
    item         text,                 -- the evolution's batch
    created_at   timestamptz not null default now(),
    primary key (tenant, number)
);
create unique index meta_memory_version_item on meta_memory_version (evolution_id, item) where evolution_id is not null;

create table meta_evolution (
    id               uuid primary key,
    tenant           text        not null,
    status           text        not null, -- running, done, cancelled, failed, over-budget
    settings         text        not null, -- JSON
    base_version     integer     not null,
    cancel_requested boolean     not null default false,
    problem          text,                 -- why it ended without being done, for a person
    result           text,                 -- JSON, when done
    lease_owner      uuid,                 -- the process at work; another may take over when the lease has run out
    lease_until      timestamptz,
    created_at       timestamptz not null default now(),
    finished_at      timestamptz
);
create index meta_evolution_tenant on meta_evolution (tenant, created_at desc);
create index meta_evolution_running on meta_evolution (lease_until) where status = 'running';

create table meta_training_case (
    evolution_id uuid    not null references meta_evolution (id),
    position     integer not null,
    question_id  text    not null,
    question     text    not null,
    memories     text    not null, -- JSON: list of texts
    answer       text    not null,
    task         text    not null,
    primary key (evolution_id, position),
    unique (evolution_id, question_id)
);

-- One row for each model call that was paid and each decision taken; written once under its key, never changed.
create table meta_evolution_item (
    evolution_id  uuid        not null references meta_evolution (id),
    key           text        not null,
    kind          text        not null, -- rollout, judgement, summary, proposal, consolidation, decision
    position      integer,              -- the case
    attempt       integer,
    output        text        not null, -- the model's words, or the decision as JSON
    input_tokens  bigint      not null default 0,
    output_tokens bigint      not null default 0,
    calls         integer     not null default 0,
    created_at    timestamptz not null default now(),
    primary key (evolution_id, key)
);

-- What people (or a verifier) said of answers; with a known right answer it is a training case.
create table meta_feedback (
    id              uuid primary key,
    tenant          text        not null,
    conversation_id uuid        not null references conversation (id),
    run_id          uuid        not null,
    source          text        not null, -- user, verifier
    verdict         text        not null, -- up, down
    comment         text,
    question        text        not null,
    memories        text        not null, -- JSON: list of texts
    answer          text        not null, -- as it was given
    right_answer    text,                 -- null: not known
    task            text        not null,
    created_at      timestamptz not null default now()
);
create index meta_feedback_tenant on meta_feedback (tenant, created_at);

-- Files under /memories that agents keep for themselves. Append only: a file is its highest version, and gone when that has no content.
create table memory_file_version (
    tenant     text        not null,
    owner      text        not null, -- whose files: agent:<id>, or any name that a client chose
    path       text        not null,
    version    integer     not null,
    content    text,                 -- null: deleted, or moved away
    command    text        not null, -- create, str_replace, insert, delete, rename
    created_at timestamptz not null default now(),
    primary key (tenant, owner, path, version)
);

-- What a command was answered, by the key of its call: run again after a crash it gives the same and does nothing.
create table memory_file_command (
    tenant     text        not null,
    owner      text        not null,
    call_key   text        not null,
    reply      text        not null,
    error      boolean     not null,
    created_at timestamptz not null default now(),
    primary key (tenant, owner, call_key)
);
