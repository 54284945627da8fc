-- Models that an operator connected while the runtime runs. Keys are not here: a row says where its key is.

create table model_connection (
    id                uuid             not null default gen_random_uuid(),
    tenant            text             not null,
    name              text             not null,                  -- what agents call it
    provider          text             not null,                  -- openai, anthropic or ollama
    base_url          text             not null,
    model_name        text             not null,                  -- the provider's name for it
    context_window    integer          not null check (context_window > max_output_tokens),
    max_output_tokens integer          not null check (max_output_tokens > 0),
    key_place         text             not null check (key_place in ('none', 'variable', 'memory')),
    key_variable      text             check ((key_variable is not null) = (key_place = 'variable')),
    input_price       double precision not null default 0 check (input_price >= 0), -- per million tokens
    cached_price      double precision check (cached_price >= 0), -- null: as input_price
    output_price      double precision not null default 0 check (output_price >= 0),
    created_at        timestamptz      not null default now(),
    changed_at        timestamptz      not null default now(),
    deleted_at        timestamptz,                                -- null: it can be used
    primary key (tenant, id)
);
create unique index model_connection_name on model_connection (tenant, name) where deleted_at is null;

-- Whose key reaches over tenants: connects models, sees the usage of all.
alter table api_key drop constraint api_key_role_check;
alter table api_key add constraint api_key_role_check check (role in ('reader', 'user', 'admin', 'operator'));

select protect_tenant_tables();
