-- Keeping an HNSW index up to date costs many times what storing the vector does, and search compares all vectors as long as they are
-- few (CandidateSearch): the index comes when it is needed. Where it is needed already it stays.
do $$
declare
    width integer;
begin
    foreach width in array array[384, 512, 768, 1024] loop
        if (select count(*) from (select from passage_embedding where dimensions = width limit 20001) few) <= 20000 then
            execute format('drop index passage_embedding_%s', width);
        end if;
    end loop;
end $$;

-- Makes the index over the embeddings of a width, once more than few of them are stored. Says whether it did so now. Writers of embeddings
-- wait meanwhile, readers do not. Of several processes one builds it and the others wait for that.
create function index_embeddings(width integer, few bigint) returns boolean language plpgsql as $$
declare
    name text := format('passage_embedding_%s', width);
begin
    if to_regclass(name) is not null
        or (select count(*) from (select from passage_embedding where dimensions = width limit few + 1) counted) <= few then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtext('index_embeddings'), width);
    if to_regclass(name) is not null then
        return false;
    end if;
    execute format('create index %I on passage_embedding using hnsw ((embedding::halfvec(%s)) halfvec_cosine_ops) where dimensions = %s', name, width, width);
    return true;
end $$;
