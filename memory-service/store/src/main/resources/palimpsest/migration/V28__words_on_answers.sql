-- A word on an answer takes the notes of its conversation along: found without the events between them.
create index event_note on event (conversation_id, seq) where type = 'NoteWritten';
create index meta_feedback_run on meta_feedback (tenant, conversation_id, run_id);
