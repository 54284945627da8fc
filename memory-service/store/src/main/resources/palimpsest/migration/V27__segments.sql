-- Segments that an application embeds itself: LangChain4j's EmbeddingStore and Spring AI's VectorStore keep theirs here.
create table segment (
    tenant     text        not null,
    collection text        not null, -- one store of the application's
    id         text        not null,
    text       text,                 -- null: an embedding alone
    metadata   jsonb       not null,
    dimensions integer     not null,
    embedding  vector      not null,
    stored_at  timestamptz not null default now(),
    primary key (tenant, collection, id)
);
create index segment_metadata on segment using gin (metadata jsonb_path_ops);

-- Makes the index over the embeddings of a width, once more than few of them are stored (as index_embeddings of V14 does for passages).
create function index_segments(width integer, few bigint) returns boolean language plpgsql as $$
declare
    name text := format('segment_embedding_%s', width);
begin
    if to_regclass(name) is not null
        or (select count(*) from (select from segment where dimensions = width limit few + 1) counted) <= few then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtext('index_segments'), width);
    if to_regclass(name) is not null then
        return false;
    end if;
    execute format('create index %I on segment using hnsw ((embedding::halfvec(%s)) halfvec_cosine_ops) where dimensions = %s', name, width, width);
    return true;
end $$;

select protect_tenant_tables();
