-- Each recall asks what corrects what it found. What is told again and again comes from thousands of turns: those that were corrected are marked, so that the others aren't read.
alter table memory_source add column corrected boolean not null default false;
update memory_source s set corrected = true from memory_decision c where c.corrects = s.decision_id and c.tenant = s.tenant;
create index memory_source_corrected on memory_source (record_id, tenant) where corrected;
