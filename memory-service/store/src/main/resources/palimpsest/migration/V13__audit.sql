-- The audit log: who asked for what, and what came of it. Never what was said.
create table audit_entry (
    id      bigint      generated always as identity primary key,
    at      timestamptz not null default now(),
    tenant  text,                 -- null: the caller proved none
    user_id text,
    caller  text,                 -- key: and the key's id, token: tenant and user, or address: and where it came from
    method  text        not null,
    path    text        not null, -- the pattern of the endpoint, or the path where none was reached; no query string
    targets text        not null default '{}', -- JSON: the values of the pattern's variables
    status  integer     not null,
    outcome text        not null check (outcome in ('done', 'refused', 'failed'))
);
create index audit_entry_tenant on audit_entry (tenant, id);
create index audit_entry_at on audit_entry (at);

-- Append-only: an entry is never changed, and work for a tenant removes none; retention works over all of them.
create function audit_entry_stands() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and coalesce(current_setting('palimpsest.tenant', true), '') = '' then
        return old;
    end if;
    raise exception 'Entries of the audit log are only appended.';
end $$;
create trigger audit_entry_stands before update or delete on audit_entry for each row execute function audit_entry_stands();

select protect_tenant_tables();
