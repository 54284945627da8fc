package palimpsest.runtime.mcp;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolOutcome;

/** Tools over the documents of a workspace: add, list, search, read. */
public final class DocumentTools {

    static final String URI = "palimpsest://documents/";

    private static final int FOUND = 10;
    private static final int MOST_FOUND = 50;
    private static final int READ = 20_000;
    private static final int MOST_READ = 100_000;

    private final Workspaces workspaces;
    private final DocumentStore documents;
    private final Ingestion ingestion;
    private final PassageSearch search;
    private final Runnable embed;

    /** @param embed wakes the embedding of new documents */
    public DocumentTools(Workspaces workspaces, DocumentStore documents, Ingestion ingestion, PassageSearch search, Runnable embed) {
        this.workspaces = workspaces;
        this.documents = documents;
        this.ingestion = ingestion;
        this.search = search;
        this.embed = embed;
    }

    List<McpTool> all() {
        return List.of(
                new McpTool(McpTool.specification("addDocument", "Adds a text as a document: it is stored, searchable at once, and stays.", JsonObjectSchema.builder()
                        .addStringProperty("name", "A file name with its ending, such as report.md or page.html.").addStringProperty("text", "The whole text.")
                        .required("name", "text")), false, this::add),
                new McpTool(McpTool.specification("listDocuments", "Lists the documents that can be searched and read.", JsonObjectSchema.builder()), true, this::list),
                new McpTool(McpTool.specification("searchDocuments", "Finds passages in the documents by words and by meaning, best first, with their place: read more "
                        + "around it by readDocument.", JsonObjectSchema.builder()
                        .addStringProperty("query", "What to look for, in plain words; \"words in quotation marks\" are a phrase.")
                        .addIntegerProperty("limit", "Passages at most: 10 when left out, up to 50.").required("query")), true, this::search),
                new McpTool(McpTool.specification("readDocument", "Reads a document, or a part of it.", JsonObjectSchema.builder()
                        .addStringProperty("document_id", "As listDocuments and searchDocuments give it.")
                        .addIntegerProperty("start", "First character, counted in Unicode code points; 0 when left out.")
                        .addIntegerProperty("length", "Characters at most: 20000 when left out, up to 100000.").required("document_id")), true, this::read));
    }

    private ToolOutcome add(McpCaller caller, ToolArguments arguments) {
        byte[] text = arguments.requireText("text").getBytes(StandardCharsets.UTF_8);
        UUID workspace = workspaces.of(caller);
        return switch (ingestion.ingest(caller.tenant(), arguments.requireText("name"), new ByteArrayInputStream(text))) {
            case Ingested.Added added -> attached(caller, workspace, added.document());
            case Ingested.Unchanged unchanged -> attached(caller, workspace, unchanged.document());
            case Ingested.Skipped skipped -> ToolOutcome.error(skipped.name() + " " + skipped.reason() + ".");
        };
    }

    private ToolOutcome attached(McpCaller caller, UUID workspace, Document document) {
        workspaces.attach(caller, workspace, document);
        embed.run();
        return ToolOutcome.of(line(document));
    }

    private ToolOutcome list(McpCaller caller, ToolArguments arguments) {
        return ToolOutcome.of(result("documents", workspaces.documents(caller).stream().map(DocumentTools::line).toList()));
    }

    private ToolOutcome search(McpCaller caller, ToolArguments arguments) {
        int limit = arguments.integer("limit", FOUND);
        if (limit < 1 || limit > MOST_FOUND) {
            throw new InvalidArgument("limit must be 1 to " + MOST_FOUND + ".");
        }
        List<UUID> where = workspaces.documents(caller).stream().map(Document::id).toList();
        if (where.isEmpty()) {
            return ToolOutcome.error("There is no document yet: add one by addDocument.");
        }
        var hits = search.search(SearchQuery.of(caller.tenant(), where, arguments.requireText("query"), limit));
        return ToolOutcome.of(result("passages", hits.stream().map(DocumentTools::line).toList()));
    }

    private ToolOutcome read(McpCaller caller, ToolArguments arguments) {
        Document document = document(caller, arguments.requireText("document_id"));
        int length = arguments.integer("length", READ);
        if (length < 1 || length > MOST_READ) {
            throw new InvalidArgument("length must be 1 to " + MOST_READ + ".");
        }
        int start = Math.clamp(arguments.integer("start", 0), 0, document.characters());
        int end = (int) Math.min((long) start + length, document.characters());
        return ToolOutcome.of(result("document_id", document.id().toString(), "name", document.name(), "start", start, "end", end,
                "characters", document.characters(), "text", documents.text(caller.tenant(), document.id(), start, end)));
    }

    /** The whole text of one of the caller's documents. */
    String text(McpCaller caller, String id) {
        return documents.text(caller.tenant(), document(caller, id).id());
    }

    private Document document(McpCaller caller, String id) {
        return workspaces.documents(caller).stream().filter(document -> document.id().toString().equals(id)).findFirst()
                .orElseThrow(() -> new InvalidArgument("There is no document " + id + ": listDocuments gives the ids."));
    }

    private static SequencedMap<String, Object> line(Document document) {
        return result("document_id", document.id().toString(), "name", document.name(), "characters", document.characters(), "tokens", document.tokens(),
                "uri", URI + document.id());
    }

    private static SequencedMap<String, Object> line(PassageHit hit) {
        SequencedMap<String, Object> line = result("document_id", hit.documentId().toString(), "title", hit.title(), "start", hit.start(), "end", hit.end(),
                "score", hit.score(), "text", hit.text());
        if (hit.page() != null) {
            line.put("page", hit.page());
        }
        return line;
    }
}
