-- What a person sees of a conversation, by tenant and time: the list of conversations reads the newest of it, however many conversations and events there are.
create index event_seen on event (tenant, at) include (conversation_id)
    where type in ('UserSpoke', 'RunFinished', 'RunFailed', 'ApprovalRequested', 'DocumentsChanged', 'ConversationForked');
