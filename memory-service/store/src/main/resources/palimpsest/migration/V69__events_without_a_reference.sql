-- Each row of an append was checked against its conversation, though the statement that appends has just read it, by tenant and id. Conversations are marked as deleted and never
-- removed, so no event can lose its own; whoever removes rows by hand removes those of event, too.
alter table event drop constraint event_conversation_id_fkey;
