-- Memory is kept by tenant and subject: nobody meets another's.

-- this migration writes rows of all tenants (V12, row-level security)
select set_config('palimpsest.all_tenants', 'on', true);

-- Two subjects may have conversations of the same name.
alter table memory_decision drop constraint memory_decision_tenant_conversation_seq_key;
alter table memory_decision add unique (tenant, subject, conversation, seq);

-- An empty subject: forgotten before the key held one; then nobody's turn of that number is taken in.
alter table memory_forgotten add column subject text not null default '';
alter table memory_forgotten drop constraint memory_forgotten_pkey;
alter table memory_forgotten add primary key (tenant, subject, conversation, seq);

-- An empty subject: erased before receipts held one; administrators see those.
alter table memory_receipt add column subject text not null default '';
create index memory_receipt_subject on memory_receipt (tenant, subject, erased_at desc);

-- Runs of all users went to one subject: each turn goes to the user of its conversation.
create temporary table moved_turn on commit drop as
select d.id, d.tenant, d.subject as old_subject, c.user_id as subject, d.cluster_id
from memory_decision d join conversation c on c.tenant = d.tenant and c.id::text = d.conversation
where d.subject <> c.user_id
  and exists (select from event e where e.conversation_id = c.id and e.seq = d.seq and e.type in ('UserSpoke', 'RunFinished'));
update memory_decision d set subject = m.subject from moved_turn m where d.id = m.id;

-- A record goes with its turns. One that turns of several people bear out is copied for each of them.
create temporary table moved_record on commit drop as
select r.id, r.tenant, d.subject, row_number() over (partition by r.id order by min(d.said_at), d.subject) as place, gen_random_uuid() as copy
from memory_record r join memory_source s on s.record_id = r.id join memory_decision d on d.id = s.decision_id
where r.id in (select s.record_id from memory_source s join moved_turn m on m.id = s.decision_id)
group by r.id, r.tenant, d.subject;
insert into memory_record (id, tenant, subject, kind, text, text_key, standing, confidence, valid_from, valid_to, learned_at, retired_at, verified_by, times,
                           lexemes, words, embedding, embedding_model)
select m.copy, r.tenant, m.subject, r.kind, r.text, r.text_key, r.standing, r.confidence, r.valid_from, r.valid_to, r.learned_at, r.retired_at, r.verified_by,
       r.times, r.lexemes, r.words, r.embedding, r.embedding_model
from memory_record r join moved_record m on m.id = r.id and m.place > 1;
update memory_source s set record_id = m.copy
from moved_record m, memory_decision d
where m.place > 1 and s.record_id = m.id and d.id = s.decision_id and d.subject = m.subject;
update memory_record r set subject = m.subject from moved_record m where m.id = r.id and m.place = 1;

-- What one person's words had replaced of another's is believed again.
update memory_record copy set retired_at = now() from memory_record made
where made.id = copy.closed_by and made.subject <> copy.subject and copy.retired_at is null;
update memory_record old set retired_at = null, replaced_by = null from memory_record made
where made.id = old.replaced_by and made.subject <> old.subject;

-- Clusters go with their members, without the rules that were written from turns of all.
insert into memory_cluster (id, tenant, subject, act, centroid, size, fit_offset)
select c.id, c.tenant, m.subject, c.act, c.centroid, count(*), c.fit_offset
from memory_cluster c join moved_turn m on m.tenant = c.tenant and m.old_subject = c.subject and m.cluster_id = c.id
group by c.id, c.tenant, m.subject, c.act, c.centroid, c.fit_offset
on conflict do nothing;
update memory_cluster c set rule = null, rule_size = 0,
    size = (select count(*) from memory_decision d where d.tenant = c.tenant and d.subject = c.subject and d.cluster_id = c.id)
where exists (select from moved_turn m where m.tenant = c.tenant and m.old_subject = c.subject and m.cluster_id = c.id);
delete from memory_cluster where size = 0;

-- A window goes to the one subject whose turns its conversation has. Of several, or none, nobody knows whose it is: it keeps the empty
-- subject, which no store opens (docs/upgrading.md). "pending" holds the turns that long-term memory has not taken in yet.
alter table memory_chat add column subject text not null default '';
alter table memory_chat add column pending text not null default '[]';
update memory_chat c set subject = owner.subject
from (select tenant, conversation, min(subject) as subject from memory_decision group by tenant, conversation having count(distinct subject) = 1) owner
where owner.tenant = c.tenant and owner.conversation = c.memory_id;
alter table memory_chat drop constraint memory_chat_pkey;
alter table memory_chat add primary key (tenant, subject, memory_id);

select set_config('palimpsest.all_tenants', '', true);
