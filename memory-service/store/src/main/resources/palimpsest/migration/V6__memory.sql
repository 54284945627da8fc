-- Long-term memory over conversations. Everything carries its tenant, and the subject whose memory it is.

-- Turns that are alike in intent and context, and the criterion by which they are kept.
create table memory_cluster (
    id         text             not null,
    tenant     text             not null,
    subject    text             not null,
    act        text             not null,
    centroid   real[]           not null,
    size       integer          not null,
    fit_offset double precision not null,
    rule       text,
    rule_size  integer          not null default 0, -- members when the rule was written
    primary key (tenant, subject, id)
);

-- Every turn that came, and what the gate decided. A turn turned away stands here only.
create table memory_decision (
    id              uuid primary key,
    tenant          text             not null,
    subject         text             not null,
    conversation    text             not null,
    seq             bigint           not null,
    speaker         text             not null,
    said_at         timestamptz      not null,
    text            text             not null,
    caption         text,
    embedding       real[],
    embedding_model text,
    gate            text             not null,
    logit           double precision not null, -- the fitted score before a cluster's criterion
    score           double precision not null,
    kept            boolean          not null, -- what holds: the gate's word, or that of whoever overruled it
    reason          text             not null,
    cluster_id      text,
    judged_by_rule  boolean,                   -- a language model's word under the cluster's rule
    overruled_by    text,
    overruled_at    timestamptz,
    decided_at      timestamptz      not null,
    enriched_at     timestamptz,
    enrich_attempts integer          not null default 0,
    unique (tenant, conversation, seq)
);
create index memory_decision_subject on memory_decision (tenant, subject, decided_at desc);
create index memory_decision_enrich on memory_decision (tenant, decided_at) where kept and enriched_at is null;

-- Bi-temporal: true in [valid_from, valid_to), believed in [learned_at, retired_at). Rows are closed, never changed; only
-- forgetting on request erases them.
create table memory_record (
    id              uuid primary key,
    tenant          text             not null,
    subject         text             not null,
    kind            text             not null, -- utterance, fact, preference, episode
    text            text             not null,
    text_key        text             not null, -- the text without case, spaces and punctuation, for duplicates
    standing        text             not null, -- stated, inferred, verified
    confidence      double precision not null,
    valid_from      timestamptz      not null,
    valid_to        timestamptz,
    learned_at      timestamptz      not null,
    retired_at      timestamptz,
    replaced_by     uuid,
    closed_by       uuid,                      -- of the copy that says until when a replaced one was true: what replaced it,
    copy_of         uuid,                      -- and the replaced one
    verified_by     text,
    times           text             not null, -- JSON: dates spoken of, resolved
    lexemes         tsvector         not null,
    words           integer          not null,
    embedding       vector,
    embedding_model text,
    created_order   bigint generated always as identity
);
create index memory_record_subject on memory_record (tenant, subject, learned_at);
create index memory_record_key on memory_record (tenant, subject, text_key);
create index memory_record_lexemes on memory_record using gin (lexemes);

-- Where a record comes from: a span of a turn, in Unicode code points.
create table memory_source (
    record_id    uuid        not null references memory_record (id),
    decision_id  uuid        not null references memory_decision (id),
    tenant       text        not null,
    char_start   integer     not null,
    char_end     integer     not null,
    primary key (record_id, decision_id)
);
create index memory_source_decision on memory_source (decision_id);

-- Turns that were forgotten: they are not taken in again when a sender repeats itself. No content.
create table memory_forgotten (
    tenant       text   not null,
    conversation text   not null,
    seq          bigint not null,
    primary key (tenant, conversation, seq)
);

-- What was erased, when and by whom; no content.
create table memory_receipt (
    id         uuid primary key,
    tenant     text        not null,
    asked_by   text        not null,
    erased_at  timestamptz not null,
    decisions  integer     not null,
    records    integer     not null,
    embeddings integer     not null,
    clusters   integer     not null,
    hashes     text[]      not null -- SHA-256 of what was erased
);

-- How far a conversation of the runtime was taken in.
create table memory_cursor (
    tenant       text   not null,
    conversation text   not null,
    seq          bigint not null,
    primary key (tenant, conversation)
);

-- Messages of an application's chat memory (LangChain4j's ChatMemoryStore).
create table memory_chat (
    tenant     text        not null,
    memory_id  text        not null,
    messages   text        not null, -- JSON of LangChain4j
    said       bigint      not null, -- messages handed on to long-term memory so far
    updated_at timestamptz not null,
    primary key (tenant, memory_id)
);
