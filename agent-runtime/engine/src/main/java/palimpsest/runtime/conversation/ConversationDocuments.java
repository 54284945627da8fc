package palimpsest.runtime.conversation;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;

/** Documents that a conversation reads from: attached, replaced by newer ones, taken out. */
public final class ConversationDocuments {

    private final Conversations conversations;
    private final DocumentStore documents;

    public ConversationDocuments(Conversations conversations, DocumentStore documents) {
        this.conversations = conversations;
        this.documents = documents;
    }

    public List<Document> of(String tenant, ContextState state) {
        return documents.findAll(tenant, state.documents().stream().map(AttachedDocument::id).toList());
    }

    /** Attaches documents; those already attached stay as they are. */
    public void attach(String tenant, UUID id, List<Document> attached) {
        conversations.find(tenant, id);
        conversations.change(tenant, id, state -> {
            List<AttachedDocument> added = added(state, attached);
            return added.isEmpty() ? List.of() : List.of(new DocumentsChanged(added, List.of()));
        });
    }

    /** The same, and takes out what was read from the same sources before: a changed file is a new document. */
    public void attachNewest(String tenant, UUID id, List<Document> attached) {
        if (attached.isEmpty()) {
            return;
        }
        conversations.find(tenant, id);
        conversations.change(tenant, id, state -> {
            List<AttachedDocument> added = added(state, attached);
            List<UUID> removed = outdated(tenant, state.documents(), attached);
            return added.isEmpty() && removed.isEmpty() ? List.of() : List.of(new DocumentsChanged(added, removed));
        });
    }

    /** Those that are not attached yet. */
    private static List<AttachedDocument> added(ContextState state, List<Document> attached) {
        Set<UUID> present = state.documents().stream().map(AttachedDocument::id).collect(Collectors.toSet());
        return attached.stream().filter(document -> !present.contains(document.id()))
                .map(document -> new AttachedDocument(document.id(), document.name(), document.tokens())).distinct().toList();
    }

    private List<UUID> outdated(String tenant, Collection<AttachedDocument> present, List<Document> newest) {
        Set<UUID> kept = newest.stream().map(Document::id).collect(Collectors.toSet());
        Set<String> names = newest.stream().map(Document::name).collect(Collectors.toSet());
        List<UUID> suspects = present.stream().filter(document -> !kept.contains(document.id()) && names.contains(document.name())).map(AttachedDocument::id).toList();
        if (suspects.isEmpty()) {
            return List.of();
        }
        Set<String> sources = newest.stream().map(Document::source).collect(Collectors.toSet());
        return documents.findAll(tenant, suspects).stream().filter(document -> sources.contains(document.source())).map(Document::id).toList();
    }

    /** Takes a document out of the conversation; it stays stored. */
    public void detach(String tenant, UUID id, UUID documentId) {
        conversations.find(tenant, id);
        conversations.change(tenant, id, state -> {
            if (state.documents().stream().noneMatch(document -> document.id().equals(documentId))) {
                throw Conversations.notFound("document of this conversation", documentId);
            }
            return List.of(new DocumentsChanged(List.of(), List.of(documentId)));
        });
    }
}
