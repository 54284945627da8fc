-- Turns that one answer cites together; append only. What a link is worth follows from its uses and the time, as of passages (V4). Erased with either turn.
create table memory_link (
    turn_a  uuid        not null,
    turn_b  uuid        not null,
    run_id  uuid        not null,
    tenant  text        not null,
    used_at timestamptz not null,
    primary key (turn_a, turn_b, run_id, tenant),
    check (turn_a < turn_b)
);
create index memory_link_b on memory_link (turn_b);

select protect_tenant_tables();
