-- The functions that make an index when it is needed count rows without columns, which Citus can't gather from several nodes (docs/scaling.md).
do $$
declare
    definition text;
begin
    for definition in select pg_get_functiondef(oid) from pg_proc
                      where pronamespace = current_schema()::regnamespace and proname in ('index_embeddings', 'index_segments', 'index_memory')
    loop
        execute replace(definition, '(select from ', '(select 1 from ');
    end loop;
end $$;
