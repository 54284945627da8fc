package palimpsest.runtime.api;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.runtime.api.Views.DocumentView;
import palimpsest.runtime.api.Views.ErasedView;
import palimpsest.runtime.api.Views.SkippedView;
import palimpsest.runtime.api.Views.TextView;
import palimpsest.runtime.api.Views.UploadView;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.Tenancy;

/** Documents beside a conversation, and their text. */
@RestController
@Tag(name = "Documents")
class DocumentController {

    private static final int MOST_CHARACTERS = 200_000;

    private final Conversations conversations;
    private final ConversationDocuments attached;
    private final DocumentStore documents;
    private final Ingestion ingestion;
    private final EmbeddingService embeddings;
    private final Tenancy tenancy;

    DocumentController(Conversations conversations, ConversationDocuments attached, DocumentStore documents, Ingestion ingestion, EmbeddingService embeddings, Tenancy tenancy) {
        this.conversations = conversations;
        this.attached = attached;
        this.documents = documents;
        this.ingestion = ingestion;
        this.embeddings = embeddings;
        this.tenancy = tenancy;
    }

    @PostMapping(path = "/api/conversations/{id}/documents", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    UploadView upload(@PathVariable UUID id, @RequestParam(name = "files", required = false) List<MultipartFile> files,
                      @RequestParam(defaultValue = "false") boolean keep) throws IOException {
        String tenant = tenancy.current();
        conversations.find(tenant, id);
        if (files == null || files.isEmpty()) {
            throw RequestRefused.invalid("files", "Send at least one file in a part named files.");
        }
        for (int i = 0; i < files.size(); i++) {
            RequestRefused.requireStorable("files[" + i + "].filename", files.get(i).getOriginalFilename());
        }
        List<Document> read = new ArrayList<>();
        List<DocumentView> views = new ArrayList<>();
        List<SkippedView> skipped = new ArrayList<>();
        for (MultipartFile file : files) {
            try (InputStream content = file.getInputStream()) {
                switch (ingestion.ingest(tenant, file.getOriginalFilename(), content)) {
                    case Ingested.Added added -> {
                        read.add(added.document());
                        views.add(DocumentView.of(added.document(), false));
                    }
                    case Ingested.Unchanged unchanged -> {
                        read.add(unchanged.document());
                        views.add(DocumentView.of(unchanged.document(), true));
                    }
                    case Ingested.Skipped left -> skipped.add(new SkippedView(left.name(), left.reason()));
                }
            } catch (RequestRefused refused) {
                if (read.isEmpty()) {
                    throw refused;
                }
                // those before it are stored and stay
                skipped.add(new SkippedView(file.getOriginalFilename(), refused.getMessage()));
            }
        }
        if (read.isEmpty()) {
            throw new RequestRefused(Reason.NO_READABLE_DOCUMENT, "Nothing could be read: "
                    + String.join("; ", skipped.stream().map(left -> left.name() + " " + left.reason()).toList()) + ".");
        }
        if (keep) {
            attached.attach(tenant, id, read);
        } else {
            attached.attachNewest(tenant, id, read);
        }
        embeddings.wake();
        return new UploadView(views, skipped);
    }

    @GetMapping("/api/conversations/{id}/documents")
    List<DocumentView> list(@PathVariable UUID id) {
        String tenant = tenancy.current();
        return attached.of(tenant, conversations.state(tenant, id)).stream().map(document -> DocumentView.of(document, false)).toList();
    }

    @DeleteMapping("/api/conversations/{id}/documents/{documentId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void detach(@PathVariable UUID id, @PathVariable UUID documentId) {
        attached.detach(tenancy.current(), id, documentId);
    }

    @GetMapping("/api/documents/{id}")
    DocumentView one(@PathVariable UUID id) {
        return DocumentView.of(find(id), false);
    }

    @GetMapping("/api/documents/{id}/text")
    TextView text(@PathVariable UUID id, @RequestParam(defaultValue = "0") int start, @RequestParam(required = false) Integer end) {
        Document document = find(id);
        int from = Math.clamp(start, 0, document.characters());
        int last = (int) Math.min((long) from + MOST_CHARACTERS, document.characters());
        int to = end == null ? last : Math.clamp(end, from, last);
        return new TextView(id, from, to, document.characters(), documents.text(tenancy.current(), id, from, to));
    }

    @DeleteMapping("/api/documents/{id}")
    ErasedView erase(@PathVariable UUID id) {
        Document document = find(id);
        return documents.erase(tenancy.current(), id).map(erased -> new ErasedView(id, document.name(), erased.passages(), erased.embeddings()))
                .orElseThrow(() -> new RequestRefused(Reason.NOT_FOUND, "There is no document " + id + "."));
    }

    private Document find(UUID id) {
        return documents.find(tenancy.current(), id)
                .orElseThrow(() -> new RequestRefused(Reason.NOT_FOUND, "There is no document " + id + "."));
    }
}
