package palimpsest.tools.read;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/**
 * {@code loadDocument}: the whole text at once (StateLM). The reference never refuses it; of what no window of this size could take only
 * the beginning is loaded, and what is left of the window decides how much of that enters.
 */
public final class LoadDocument implements WindowTool {

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
        List<Effect.TextRead> loaded = loaded(attached, context);
        var result = result("document_content", content(attached, loaded, context.tenant()));
        long tokens = loaded.stream().mapToLong(Effect.TextRead::tokens).sum();
        if (tokens < total) {
            result.put(ToolOutcome.CUT, notice(tokens, total, loaded.getLast()));
        }
        return new ToolOutcome(result, List.copyOf(loaded));
    }

    /** The beginning of all the documents, as far as a window could ever take it: nothing longer is read, let alone recorded. */
    private List<Effect.TextRead> loaded(List<Document> attached, ToolContext context) {
        List<Effect.TextRead> loaded = new ArrayList<>();
        int left = Math.max(1, context.mostTokens());
        for (Document document : attached) {
            if (left == 0) {
                break;
            }
            if (document.tokens() > left) {
                int end = documents.tokenOffsets(context.tenant(), document.id()).start(left);
                loaded.add(new Effect.TextRead(document.id(), null, 0, end, left));
                break;
            }
            loaded.add(new Effect.TextRead(document.id(), null, 0, document.characters(), document.tokens()));
            left -= document.tokens();
        }
        return loaded;
    }

    private String content(List<Document> attached, List<Effect.TextRead> loaded, String tenant) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < loaded.size(); i++) {
            String heading = attached.size() == 1 ? "" : "=== " + attached.get(i).name() + " ===\n";
            texts.add(heading + documents.text(tenant, loaded.get(i).documentId(), 0, loaded.get(i).end()));
        }
        return String.join("\n\n", texts);
    }

    private static String notice(long tokens, long total, Effect.TextRead last) {
        return "Cut: only the first " + tokens + " of " + total + " tokens are shown, the whole is larger than the window. The rest begins at character "
                + last.end() + " of the last document shown. To read it, call buildIndex and read the chunks from there, or use searchEngine.";
    }
}
