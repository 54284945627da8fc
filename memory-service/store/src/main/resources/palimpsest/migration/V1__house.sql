-- The first schema. The same file runs on an embedded PostgreSQL (PGlite) and on a server (PostgreSQL 15+, pgvector 0.7+).
create extension if not exists vector;

create table document (
    id            uuid primary key,
    tenant        text        not null,
    name          text        not null,
    source        text        not null,
    media_type    text        not null,
    sha256        text        not null,
    bytes         bigint      not null,
    characters    integer     not null,
    tokens        integer     not null,
    tokenizer     text        not null,
    token_offsets bytea       not null, -- palimpsest.memory.text.TokenOffsets
    text_config   text        not null, -- the text search configuration of its passages' lexemes
    passages      integer     not null,
    words         bigint      not null, -- of all passages, for BM25
    created_at    timestamptz not null default now(),
    deleted_at    timestamptz           -- set from the start until every passage is in: seen whole or not at all
);
create index document_source on document (tenant, source, sha256) where deleted_at is null;
create index document_content on document (tenant, sha256);

-- Passages partition a document's text: joined in order they are the text, to the character.
create table passage (
    id          bigint generated always as identity primary key,
    document_id uuid     not null references document (id),
    tenant      text     not null,
    seq         integer  not null,
    char_start  integer  not null, -- Unicode code points, [char_start, char_end)
    char_end    integer  not null,
    token_start integer  not null,
    token_end   integer  not null,
    text        text     not null,
    lexemes     tsvector not null,
    words       integer  not null, -- length for BM25
    unique (document_id, seq)
);
create index passage_place on passage (document_id, char_start);
create index passage_lexemes on passage using gin (lexemes);

create table passage_embedding (
    passage_id  bigint  not null references passage (id),
    model       text    not null,
    document_id uuid    not null,
    tenant      text    not null,
    dimensions  integer not null,
    embedding   vector  not null,
    primary key (model, passage_id)
);
create index passage_embedding_document on passage_embedding (document_id, model);
-- One partial index for each width that a model may have: a column without a width can't be indexed as it is.
create index passage_embedding_384 on passage_embedding using hnsw ((embedding::vector(384)) vector_cosine_ops) where dimensions = 384;
create index passage_embedding_512 on passage_embedding using hnsw ((embedding::vector(512)) vector_cosine_ops) where dimensions = 512;
create index passage_embedding_768 on passage_embedding using hnsw ((embedding::vector(768)) vector_cosine_ops) where dimensions = 768;
create index passage_embedding_1024 on passage_embedding using hnsw ((embedding::vector(1024)) vector_cosine_ops) where dimensions = 1024;

create table agent (
    id            uuid primary key,
    tenant        text        not null,
    name          text        not null,
    model         text,                 -- null: the default model of the configuration
    context_window integer,             -- null: the model's
    max_steps     integer,              -- null: the default of the configuration
    system_prompt text,                 -- null: the default prompt
    created_at    timestamptz not null default now(),
    deleted_at    timestamptz
);
create unique index agent_name on agent (tenant, name) where deleted_at is null;

create table conversation (
    id         uuid primary key,
    tenant     text        not null,
    agent_id   uuid        not null references agent (id),
    title      text,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
);
create index conversation_tenant on conversation (tenant, created_at desc) where deleted_at is null;

-- Append only: what a conversation is, is what its events say.
create table event (
    conversation_id uuid        not null references conversation (id),
    seq             bigint      not null,
    tenant          text        not null,
    run_id          uuid,
    type            text        not null,
    payload         text        not null, -- JSON, kept to the byte
    at              timestamptz not null default now(),
    primary key (conversation_id, seq)
);
