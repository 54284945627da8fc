-- A turn is judged by its text first: what is dropped has no vector, and after a time no text.

-- this migration writes rows of all tenants (V12, row-level security)
select set_config('palimpsest.all_tenants', 'on', true);

alter table memory_decision add column outcome text not null default 'UNSURE'; -- what the gate said from the text: KEEP, DROP, UNSURE
alter table memory_decision add column text_erased_at timestamptz;

-- Vectors of what was turned away earlier. A person may still keep such a turn: it is embedded anew then.
update memory_decision set embedding = null, embedding_model = null where not kept and embedding is not null;

-- For the erasing of old texts, and for the last turns of a conversation the unique key serves.
create index memory_decision_dropped on memory_decision (decided_at) where not kept and text_erased_at is null;

select set_config('palimpsest.all_tenants', '', true);
