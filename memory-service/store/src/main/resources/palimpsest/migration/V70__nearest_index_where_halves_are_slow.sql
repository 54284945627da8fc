-- Where PostgreSQL is compiled to WebAssembly (emcc, the embedded database), halves are converted by software: an index over them takes six times as long to build and to add to
-- as one over whole floats. Elsewhere halves cost no more and take half the room.

-- As which type an index over embeddings of a width has them, as "vector(384)": the one that is there, or the one that would be made. An index takes vectors up to 2000 wide, halves up to 4000.
create function indexed_as(name text, width integer) returns text language sql stable as $$
    select case when to_regclass(name) is not null then case when pg_get_indexdef(to_regclass(name)) like '%halfvec_cosine_ops%' then 'halfvec' else 'vector' end
                when width <= 2000 and version() like '%emcc%' then 'vector'
                else 'halfvec' end || '(' || width || ')'
$$;

do $$
declare
    definition text;
    halves text;
begin
    for definition in select pg_get_functiondef(oid) from pg_proc
                      where pronamespace = current_schema()::regnamespace and proname in ('index_embeddings', 'index_segments', 'index_memory')
    loop
        execute replace(definition, '((embedding::halfvec(%s)) halfvec_cosine_ops) where dimensions = %s'', name, width, width)',
                        '((embedding::%s) %s_cosine_ops) where dimensions = %s'', name, indexed_as(name, width), split_part(indexed_as(name, width), ''('', 1), width)');
    end loop;
    -- made anew, over vectors, as soon as something is stored
    if version() like '%emcc%' then
        for halves in select indexname from pg_indexes where schemaname = current_schema()
                       and indexname ~ '^(passage_embedding|segment_embedding|memory_record_embedding)_[0-9]+$'
                       and indexdef like '%halfvec_cosine_ops%' and cast(substring(indexname from '[0-9]+$') as integer) <= 2000
        loop
            execute format('drop index %I', halves);
        end loop;
    end if;
end $$;
