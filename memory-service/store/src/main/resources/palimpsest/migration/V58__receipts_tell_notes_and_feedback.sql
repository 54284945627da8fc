-- Forgetting all of a person erases their lasting notes and the feedback on answers to them, too: the receipt says how many.
alter table memory_receipt add column notes integer not null default 0;
alter table memory_receipt add column feedback integer not null default 0;
