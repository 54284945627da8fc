-- Each key holds the tenant, and each reference carries it: Citus can distribute the tables by tenant (docs/scaling.md), and no row can refer to
-- one of another tenant. It stands last: what is looked up by its id alone still finds it, and no plan takes a key for a list of a tenant's rows.

-- this migration writes rows of all tenants (V12, row-level security)
select set_config('palimpsest.all_tenants', 'on', true);

-- These had their tenant by reference alone, and their policies too.
alter table run_step add column tenant text;
update run_step s set tenant = r.tenant from run r where r.id = s.run_id;
alter table meta_training_case add column tenant text;
update meta_training_case c set tenant = e.tenant from meta_evolution e where e.id = c.evolution_id;
alter table meta_evolution_item add column tenant text;
update meta_evolution_item i set tenant = e.tenant from meta_evolution e where e.id = i.evolution_id;
do $$
declare
    name text;
begin
    foreach name in array array['run_step', 'meta_training_case', 'meta_evolution_item'] loop
        execute format('alter table %I alter column tenant set not null', name);
        execute format('drop policy one_tenant on %I', name);
        execute format('drop policy all_tenants on %I', name);
    end loop;
end $$;
select protect_tenant_tables();

-- A request whose caller proved no tenant has an empty one: a key holds no null. Work for nobody, whose tenant is empty too, sees none of these.
alter table audit_entry disable trigger audit_entry_stands;
update audit_entry set tenant = '' where tenant is null;
alter table audit_entry enable trigger audit_entry_stands;
alter table audit_entry alter column tenant set not null;
drop policy one_tenant on audit_entry;
create policy one_tenant on audit_entry using (tenant <> '' and tenant = (select current_setting('palimpsest.tenant', true)))
    with check (tenant <> '' and tenant = (select current_setting('palimpsest.tenant', true)));

-- The passage before the model: a passage that is erased looks for its embeddings of any model.
alter table passage_embedding drop constraint passage_embedding_pkey, add primary key (passage_id, model, tenant);

-- All others get the tenant behind what they have.
do $$
declare
    found record;
    command text;
    references_by_tenant text[] := '{}';
begin
    for found in
        select f.conrelid::regclass as owner, f.conname as name, pg_get_constraintdef(f.oid) as definition
        from pg_constraint f join pg_attribute t on t.attrelid = f.conrelid and t.attname = 'tenant'
        where f.contype = 'f' and f.connamespace = current_schema()::regnamespace and t.attnum <> all (f.conkey)
    loop
        execute format('alter table %s drop constraint %I', found.owner, found.name);
        references_by_tenant := references_by_tenant || format('alter table %s add constraint %I %s', found.owner, found.name,
            regexp_replace(found.definition, '^FOREIGN KEY \(([^)]*)\) REFERENCES ([^(]*)\(([^)]*)\)', 'FOREIGN KEY (\1, tenant) REFERENCES \2(\3, tenant)'));
    end loop;
    for found in
        select k.conrelid::regclass as owner, k.conname as name, pg_get_constraintdef(k.oid) as definition
        from pg_constraint k join pg_attribute t on t.attrelid = k.conrelid and t.attname = 'tenant'
        where k.contype in ('p', 'u') and k.connamespace = current_schema()::regnamespace and t.attnum <> all (k.conkey)
    loop
        execute format('alter table %s drop constraint %I, add constraint %I %s', found.owner, found.name, found.name,
            regexp_replace(found.definition, '\)', ', tenant)'));
    end loop;
    for found in
        select i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as definition
        from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant'
        where i.indisunique and c.relnamespace = current_schema()::regnamespace and t.attnum <> all (i.indkey::smallint[])
    loop
        execute format('drop index %s', found.name);
        execute regexp_replace(found.definition, ' USING btree \(([^)]*)\)', ' USING btree (\1, tenant)');
    end loop;
    foreach command in array references_by_tenant loop
        execute command;
    end loop;
end $$;

select set_config('palimpsest.all_tenants', '', true);
