-- Who may do what: keys.

-- A key's secret is shown once and never stored: of 256 random bits a plain SHA-256 can't be turned back.
create table api_key (
    id         text        primary key, -- the key's public part, by which it is found
    tenant     text        not null,
    user_id    text        not null,
    role       text        not null check (role in ('reader', 'user', 'admin')),
    hash       bytea       not null,    -- SHA-256 of the whole key
    created_at timestamptz not null default now(),
    expires_at timestamptz,             -- null: never
    revoked_at timestamptz
);
create index api_key_tenant on api_key (tenant, created_at desc);

-- Row-level security behind the queries. Whoever is not told for whom it works sees no tenant's rows.

-- A superuser, such as PGlite's only user, is exempt from every policy: its transactions for a tenant take this role. Any other
-- user is subject to the policies as it is, even as the owner of the tables (force row level security).
do $$
begin
    if (select rolsuper or rolbypassrls from pg_roles where rolname = session_user) then
        if not exists (select from pg_roles where rolname = 'palimpsest_tenant') then
            begin
                create role palimpsest_tenant nologin;
            exception when duplicate_object or unique_violation then null; -- roles are the server's: another database made it just now
            end;
        end if;
        if not (select rolsuper from pg_roles where rolname = session_user) then
            execute format('grant palimpsest_tenant to %I', session_user);
        end if;
        execute format('grant usage on schema %I to palimpsest_tenant', current_schema());
        execute format('grant select, insert, update, delete on all tables in schema %I to palimpsest_tenant', current_schema());
        execute format('grant usage, select on all sequences in schema %I to palimpsest_tenant', current_schema());
        execute format('alter default privileges in schema %I grant select, insert, update, delete on tables to palimpsest_tenant', current_schema());
        execute format('alter default privileges in schema %I grant usage, select on sequences to palimpsest_tenant', current_schema());
    end if;
    -- A condition that might tell of hidden rows is not looked up in an index before the policy. Matching words tells nothing;
    -- only a superuser may say so (docs/security.md, Row-level security).
    if (select rolsuper from pg_roles where rolname = session_user) then
        alter function ts_match_vq(tsvector, tsquery) leakproof;
    end if;
end $$;

-- Gives every table that lacks it a policy: by its own tenant, or by that of the row which it refers to. To be called by each
-- later migration that makes a table.
create function protect_tenant_tables() returns void language plpgsql as $$
declare
    unprotected record;
    condition text;
begin
    for unprotected in
        select c.oid, c.relname,
               exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped) as has_tenant
        from pg_class c
        where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
          and c.relname not in ('flyway_schema_history', 'scheduled_tasks')
          and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'one_tenant')
    loop
        if unprotected.has_tenant then
            condition := '(tenant = (select current_setting(''palimpsest.tenant'', true)))';
        else
            select format('(exists (select from %s parent where parent.%I = %I.%I))', f.confrelid::regclass, target.attname, unprotected.relname, own.attname)
            into condition
            from pg_constraint f
            join pg_attribute own on own.attrelid = f.conrelid and own.attnum = f.conkey[1]
            join pg_attribute target on target.attrelid = f.confrelid and target.attnum = f.confkey[1]
            where f.contype = 'f' and f.conrelid = unprotected.oid and cardinality(f.conkey) = 1
              and exists (select from pg_attribute a where a.attrelid = f.confrelid and a.attname = 'tenant' and not a.attisdropped)
            order by f.conname limit 1;
        end if;
        continue when condition is null; -- a table that all tenants share (TenantTablesTest lists them)
        execute format('alter table %I enable row level security', unprotected.relname);
        execute format('alter table %I force row level security', unprotected.relname);
        execute format('create policy one_tenant on %I using %s with check %s', unprotected.relname, condition, condition);
        -- background work over all tenants, by the tables' owner itself and never in the role above
        execute format('create policy all_tenants on %I to %I using ((select current_setting(''palimpsest.all_tenants'', true)) = ''on'') '
            'with check ((select current_setting(''palimpsest.all_tenants'', true)) = ''on'')', unprotected.relname, current_user);
    end loop;
end $$;

select protect_tenant_tables();
