-- Several runtimes may let a language model work on one memory: each takes what it works on, and after a death it is free again.

alter table memory_decision add column leased_by uuid;
alter table memory_decision add column leased_until timestamptz;
alter table memory_cluster add column leased_by uuid;
alter table memory_cluster add column leased_until timestamptz;

-- What the gate was unsure of waits for the word of a language model under its cluster's rule.
create index memory_decision_unsure on memory_decision (decided_at)
    where outcome = 'UNSURE' and judged_by_rule is null and overruled_at is null and text_erased_at is null;
