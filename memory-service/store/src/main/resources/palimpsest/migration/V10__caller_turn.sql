-- Where a caller that knows messages only (an OpenAI client) is in which conversation. Append only: the row of the highest generation holds.
create table caller_turn (
    tenant          text        not null,
    agent_id        uuid        not null references agent (id),
    kind            text        not null check (kind in ('request', 'reply', 'name', 'user')),
    key             text        not null, -- request, reply: rolling hash over the messages so far; name, user: what the caller calls it
    generation      integer     not null, -- from 1; the key keeps two requests at once from being taken for two
    conversation_id uuid        not null references conversation (id),
    run_id          uuid,                 -- request, reply: the run that answers
    seq             bigint      not null, -- request: the last event before it; reply: the event that ends it
    created_at      timestamptz not null default now(),
    primary key (tenant, agent_id, kind, key, generation)
);
