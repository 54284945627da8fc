-- Turns of the runtime are numbered by events, so nothing told which turns stand beside each other. No place is that of a turn that was forgotten: what stood around it are no neighbours.
alter table memory_decision add column turn bigint;
update memory_decision d set turn = placed.turn from (
    select id, row_number() over (partition by tenant, subject, conversation order by seq) as turn from (
        select id, tenant, subject, conversation, seq from memory_decision
        union all
        select null, f.tenant, s.subject, f.conversation, f.seq from memory_forgotten f
        join (select distinct tenant, subject, conversation from memory_decision) s on s.tenant = f.tenant and s.conversation = f.conversation and f.subject in (s.subject, '')
        where not exists (select from memory_decision d where d.tenant = s.tenant and d.subject = s.subject and d.conversation = s.conversation and d.seq = f.seq)
    ) every
) placed where placed.id = d.id;
