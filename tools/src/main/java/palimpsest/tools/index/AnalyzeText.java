package palimpsest.tools.index;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.List;
import palimpsest.memory.document.Document;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code analyzeText}: how much there is to read (StateLM). Several documents are listed, {@value #LISTED} at most. */
public final class AnalyzeText implements WindowTool {

    private static final int LISTED = 50;

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("analyzeText")
                .description("Says which documents are attached and how many tokens they have.")
                .parameters(JsonObjectSchema.builder().build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        List<Document> documents = context.documents();
        long total = documents.stream().mapToLong(Document::tokens).sum();
        if (documents.size() == 1) {
            return ToolOutcome.of(result("file_name", documents.getFirst().name(), "total_tokens", total));
        }
        var answer = result("file_name", documents.isEmpty() ? "no documents" : documents.size() + " documents", "total_tokens", total);
        if (!documents.isEmpty()) {
            answer.put("documents", documents.stream().limit(LISTED)
                    .map(document -> result("file_name", document.name(), "total_tokens", document.tokens())).toList());
        }
        if (documents.size() > LISTED) {
            answer.put("message", "The first " + LISTED + " of " + documents.size() + " documents are listed; searchEngine covers all.");
        }
        return ToolOutcome.of(answer);
    }
}
