-- Whom a conversation is with; notes of the user are shared over that user's conversations.
alter table conversation add column user_id text not null default 'default';

-- Notes of agents and users. Append only: a change is a new version, a deletion a version without content.
create table note_version (
    tenant          text        not null,
    scope           text        not null check (scope in ('agent', 'user')),
    owner           text        not null, -- the agent's id, or the user's
    key             text        not null,
    version         integer     not null check (version > 0), -- from 1 without gaps: the key decides between two writers
    summary         text,
    content         text,                 -- null: deleted
    author          text        not null check (author in ('agent', 'person')),
    conversation_id uuid references conversation (id),
    seq             bigint,               -- the event that brought it, in that conversation
    msg_id          integer,              -- the message that wrote it
    run_id          uuid,
    at              timestamptz not null default now(),
    primary key (tenant, scope, owner, key, version)
);
create unique index note_version_event on note_version (conversation_id, seq) where conversation_id is not null;
