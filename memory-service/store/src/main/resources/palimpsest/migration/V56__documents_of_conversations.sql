-- Which documents conversations read from, as their events say it (DocumentsChanged): a search over all documents leaves out those that were taken out or replaced and that no
-- conversation reads from any more. A document that never was in a conversation has no row. Written with the event.
create table conversation_document (
    conversation_id uuid    not null,
    document_id     uuid    not null,
    tenant          text    not null,
    attached        boolean not null,
    primary key (conversation_id, document_id, tenant)
);
create index conversation_document_left on conversation_document (tenant, document_id) where not attached;
create index conversation_document_attached on conversation_document (document_id) where attached;

insert into conversation_document (conversation_id, document_id, tenant, attached)
select distinct on (e.conversation_id, change.document) e.conversation_id, change.document, e.tenant, change.attached
from event e cross join lateral (
    select cast(added ->> 'id' as uuid) as document, true as attached from json_array_elements(cast(e.payload as json) -> 'added') added
    union all
    select cast(removed as uuid), false from json_array_elements_text(cast(e.payload as json) -> 'removed') removed
) change
where e.type = 'DocumentsChanged'
order by e.conversation_id, change.document, e.seq desc;

select protect_tenant_tables();
