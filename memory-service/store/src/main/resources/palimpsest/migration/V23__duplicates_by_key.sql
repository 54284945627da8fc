-- What says the same is found by two short keys: no read of all records of a person, and no index row that holds a whole text (a long one
-- does not fit into one, and could not be stored).

-- this migration writes rows of all tenants (V12, row-level security)
select set_config('palimpsest.all_tenants', 'on', true);

drop index memory_record_key;
alter table memory_record add column text_hash text not null default ''; -- MD5 of text_key
alter table memory_record add column stem_hash text not null default ''; -- MD5 of the stems, each once
update memory_record set text_hash = md5(text_key), stem_hash = md5(strip(lexemes)::text);
create index memory_record_text_hash on memory_record (tenant, subject, text_hash);
create index memory_record_stem_hash on memory_record (tenant, subject, stem_hash);

select set_config('palimpsest.all_tenants', '', true);
