package palimpsest.tools.read;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/** {@code loadDocument}: the whole text at once (StateLM). Refused when it can't fit in what is left of the window. */
public final class LoadDocument implements ContextTool {

    private final DocumentStore documents;

    public LoadDocument(DocumentStore documents) {
        this.documents = documents;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("loadDocument")
                .description("Loads the attached documents in full. For short ones only: look at analyzeText first.")
                .parameters(JsonObjectSchema.builder().build())
                .build();
    }

    @Override
    public boolean explores() {
        return true;
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        List<Document> attached = context.documents();
        long total = attached.stream().mapToLong(Document::tokens).sum();
        if (total == 0) {
            return ToolOutcome.error("Document content is empty. Answer from what you know, or say that a document is needed.");
        }
        int available = context.budget().availableTokens();
        if (total > available) {
            return ToolOutcome.error("The documents have " + total + " tokens and " + available
                    + " are left in the window. Call buildIndex, then searchEngine or readChunk.");
        }
        List<Effect> effects = new ArrayList<>();
        for (Document document : attached) {
            effects.add(new Effect.TextRead(document.id(), null, 0, document.characters(), document.tokens()));
        }
        return new ToolOutcome(result("document_content", content(attached, context.tenant())), effects);
    }

    private String content(List<Document> attached, String tenant) {
        if (attached.size() == 1) {
            return documents.text(tenant, attached.getFirst().id());
        }
        return attached.stream()
                .map(document -> "=== " + document.name() + " ===\n" + documents.text(tenant, document.id()))
                .collect(Collectors.joining("\n\n"));
    }
}
