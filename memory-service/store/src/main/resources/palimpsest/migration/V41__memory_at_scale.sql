-- Taking in, recalling and enriching cost the same however much a person has said.

-- this migration writes rows of all tenants (V12, row-level security)
select set_config('palimpsest.all_tenants', 'on', true);

alter table memory_record add column dimensions integer;
update memory_record set dimensions = vector_dims(embedding) where embedding is not null;

select set_config('palimpsest.all_tenants', '', true);

-- What waits for a language model, oldest first over all tenants.
drop index memory_decision_enrich;
create index memory_decision_enrich on memory_decision (decided_at, seq) where kept and enriched_at is null;

-- What the gate was unsure of, by cluster: only those of clusters with a rule are asked for.
drop index memory_decision_unsure;
create index memory_decision_unsure on memory_decision (tenant, subject, cluster_id, decided_at, seq)
    where outcome = 'UNSURE' and judged_by_rule is null and overruled_at is null and text_erased_at is null;

-- Makes the index over the embeddings of a width, once more than few of them are stored (as index_embeddings of V14 does for passages).
create function index_memory(width integer, few bigint) returns boolean language plpgsql as $$
declare
    name text := format('memory_record_embedding_%s', width);
begin
    if to_regclass(name) is not null
        or (select count(*) from (select from memory_record where dimensions = width limit few + 1) counted) <= few then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtext('index_memory'), width);
    if to_regclass(name) is not null then
        return false;
    end if;
    execute format('create index %I on memory_record using hnsw ((embedding::halfvec(%s)) halfvec_cosine_ops) where dimensions = %s', name, width, width);
    return true;
end $$;
