-- A criterion learns from what later turned out useful: how often an answer cited a turn.

alter table memory_decision add column cited integer not null default 0;

-- Members of a cluster, and those of which something is known, without reading all turns of a person.
create index memory_decision_cluster on memory_decision (tenant, subject, cluster_id, decided_at desc, seq desc) where cluster_id is not null;
create index memory_decision_label on memory_decision (tenant, subject, cluster_id)
    where overruled_at is not null or judged_by_rule is not null or cited > 0;
