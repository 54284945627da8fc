-- The state of a conversation after its first seq events, so that opening it reads the rest only. Derived: any row may be deleted at
-- any time, and one of another version is as good as none.
create table context_checkpoint (
    conversation_id uuid        primary key references conversation (id) on delete cascade,
    tenant          text        not null,
    version         text        not null,
    seq             bigint      not null,
    state           text        not null,
    at              timestamptz not null default now()
);
