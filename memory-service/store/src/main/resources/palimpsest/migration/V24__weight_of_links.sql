-- What one use counts: passages cited in one answer more than passages read in one run.
alter table passage_link add column weight real not null default 1 check (weight > 0);
