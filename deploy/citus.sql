-- Distributes the tables of a new database by tenant over the nodes of a Citus cluster (docs/scaling.md, Several PostgreSQL nodes). Run it once, with
-- psql, as a superuser in the coordinator's database, after a first start of the runtime has made the tables and before anything is stored. CitusIT
-- works on what it makes.
\set ON_ERROR_STOP on
begin;

-- A policy asks the transaction for whom it works. The planner knows the answer of a function that does not change, and so on which node the tenant's
-- rows are: each table of a statement is found there, by whatever the statement names it. The answer does change from transaction to transaction: no
-- plan may be kept, and the runtime has the driver prepare none where it finds Citus.
create function working_tenant() returns text language sql immutable parallel safe
    as $$ select coalesce(current_setting('palimpsest.tenant', true), '') $$;
create function working_for_all() returns boolean language sql immutable parallel safe
    as $$ select coalesce(current_setting('palimpsest.all_tenants', true), '') = 'on' $$;

do $$
declare
    secured record;
    condition text;
begin
    for secured in select c.relname from pg_policy p join pg_class c on c.oid = p.polrelid
                   where p.polname = 'one_tenant' and c.relnamespace = current_schema()::regnamespace
    loop
        condition := '(tenant = working_tenant() and tenant <> '''')';
        execute format('alter policy one_tenant on %I using %s with check %s', secured.relname, condition, condition);
        execute format('alter policy all_tenants on %I using (working_for_all()) with check (working_for_all())', secured.relname);
    end loop;
end $$;

set local citus.enable_unsafe_triggers = on; -- audit_entry's trigger looks at its own row only
-- Tables that others refer to first. All lie together by tenant, so that a caller's request touches one node.
select create_distributed_table(name, 'tenant', colocate_with => case place when 1 then 'none' else 'agent' end)
from unnest(array['agent', 'conversation', 'event', 'run', 'context_checkpoint', 'caller_turn', 'conversation_document', 'note_version',
                  'document', 'passage', 'passage_embedding', 'passage_link', 'segment', 'verified_item',
                  'memory_decision', 'memory_record', 'memory_source', 'memory_link', 'memory_cluster', 'memory_forgotten', 'memory_receipt', 'memory_cursor', 'memory_chat',
                  'meta_memory_version', 'meta_evolution', 'meta_training_case', 'meta_evolution_item', 'meta_feedback', 'memory_file_version', 'memory_file_command',
                  'model_connection', 'api_key', 'audit_entry']) with ordinality as t (name, place);
-- scheduled_tasks, the queue of runs that are due, and flyway_schema_history stay on the coordinator, as they are.
commit;
