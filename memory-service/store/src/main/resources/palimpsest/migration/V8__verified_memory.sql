-- What was verified once and is used again over rounds (LawThinker, arXiv 2602.12056, the two stores). Rows are only ever added; one that no
-- longer counts is marked. A document whose content changed is a new document of the same source, so that a row knows what it was checked against.
create table verified_item (
    id              uuid primary key,
    tenant          text        not null,
    store           text        not null, -- knowledge, context
    owner           text        not null, -- agent:<id>, user:<id> or conversation:<id>
    content         text        not null,
    content_sha256  text        not null,
    document_id     uuid        references document (id), -- null: said in the conversation, which never changes
    document_source text,
    document_sha256 text,
    char_start      integer,              -- Unicode code points, [char_start, char_end)
    char_end        integer,
    quote           text,                 -- what stands there
    verified_by     text        not null, -- name of the check
    verified_at     timestamptz not null default now(),
    replaces        uuid        references verified_item (id), -- checked again against a newer document
    deleted_at      timestamptz,
    deleted_because text
);
create unique index verified_item_standing on verified_item (tenant, owner, store, content_sha256) where deleted_at is null;
create index verified_item_owner on verified_item (tenant, owner, store, verified_at) where deleted_at is null;
