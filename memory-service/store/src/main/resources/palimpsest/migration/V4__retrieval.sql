-- Passages know their place: who said it, when, in which session, and the text by which they are found.
alter table passage add column speaker text;
alter table passage add column at timestamptz;
alter table passage add column session text;
alter table passage add column search_text text; -- what is embedded: the passage with speaker, date and a little of what came before; null: the text itself
create index passage_at on passage (tenant, at) where at is not null;
comment on column passage.lexemes is
    'weight D: the passage''s own words; A: its speaker and date; B: the words of the turn before; C: of the two turns before that';

-- Half the bytes of vector at no loss of rank that could be measured (docs/limits.md); the vectors themselves keep their width.
drop index passage_embedding_384;
drop index passage_embedding_512;
drop index passage_embedding_768;
drop index passage_embedding_1024;
create index passage_embedding_384 on passage_embedding using hnsw ((embedding::halfvec(384)) halfvec_cosine_ops) where dimensions = 384;
create index passage_embedding_512 on passage_embedding using hnsw ((embedding::halfvec(512)) halfvec_cosine_ops) where dimensions = 512;
create index passage_embedding_768 on passage_embedding using hnsw ((embedding::halfvec(768)) halfvec_cosine_ops) where dimensions = 768;
create index passage_embedding_1024 on passage_embedding using hnsw ((embedding::halfvec(1024)) halfvec_cosine_ops) where dimensions = 1024;

-- Passages that one run's answer rested on together; append only. What a link is worth follows from its uses and the time.
create table passage_link (
    passage_a bigint      not null references passage (id),
    passage_b bigint      not null references passage (id),
    run_id    uuid        not null,
    tenant    text        not null,
    used_at   timestamptz not null,
    primary key (passage_a, passage_b, run_id),
    check (passage_a < passage_b)
);
create index passage_link_b on passage_link (passage_b);
