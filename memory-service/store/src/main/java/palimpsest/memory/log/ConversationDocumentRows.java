package palimpsest.memory.log;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which documents conversations read from (table {@code conversation_document}), taken from the events that say it, in the transaction that writes them. */
final class ConversationDocumentRows {

    /** Type of these events. */
    static final String CHANGED = "DocumentsChanged";

    private ConversationDocumentRows() {}

    /** Follows the events of a conversation after a number: of a document the last one counts. */
    static void follow(JdbcClient jdbc, String tenant, UUID conversationId, long afterSeq) {
        jdbc.sql("""
                insert into conversation_document (conversation_id, document_id, tenant, attached)
                select distinct on (change.document) e.conversation_id, change.document, e.tenant, change.attached
                from event e cross join lateral (
                    select cast(added ->> 'id' as uuid) as document, true as attached from json_array_elements(cast(e.payload as json) -> 'added') added
                    union all
                    select cast(removed as uuid), false from json_array_elements_text(cast(e.payload as json) -> 'removed') removed
                ) change
                where e.conversation_id = :conversation and e.tenant = :tenant and e.seq > :after and e.type = :type
                order by change.document, e.seq desc
                on conflict (conversation_id, document_id, tenant) do update set attached = excluded.attached
                """)
                .param("conversation", conversationId).param("tenant", tenant).param("after", afterSeq).param("type", CHANGED).update();
    }
}
