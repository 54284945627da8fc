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
