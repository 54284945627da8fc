package palimpsest.memory.longterm;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** LangChain4j's content retriever over long-term memory: each content says who said it, when, and in which conversation. */
public final class MemoryContentRetriever implements ContentRetriever {

    private final LongTermMemory memory;
    private final String tenant;
    private final String subject;
    private final int limit;

    /** @param limit contents at most, 1 to 200 */
    public MemoryContentRetriever(LongTermMemory memory, String tenant, String subject, int limit) {
        this.memory = memory;
        this.tenant = tenant;
        this.subject = subject;
        this.limit = limit;
    }

    @Override
    public List<Content> retrieve(Query query) {
        return memory.recall(tenant, Recall.now(subject, query.text(), limit)).stream().map(MemoryContentRetriever::content).toList();
    }

    private static Content content(Recall.Found found) {
        MemoryRecord record = found.record();
        var metadata = new Metadata(Map.of("memory_id", record.id().toString(), "kind", record.kind().name(), "standing", record.standing().name()));
        String said = record.sources().stream().findFirst().map(source -> {
            metadata.put("conversation", source.conversation()).put("seq", source.seq()).put("speaker", source.speaker()).put("said_at", source.saidAt().toString());
            return "[" + source.saidAt().toString().substring(0, 10) + "] " + source.speaker() + ": ";
        }).orElse("");
        var scores = new HashMap<ContentMetadata, Object>();
        scores.put(ContentMetadata.SCORE, found.score());
        if (found.reranked() != null) {
            scores.put(ContentMetadata.RERANKED_SCORE, found.reranked().score());
        }
        return Content.from(TextSegment.from(said + record.text() + times(record), metadata), scores);
    }

    private static String times(MemoryRecord record) {
        return record.times().isEmpty() ? "" : record.times().stream().map(time -> "\"" + time.text() + "\" is " + time.from()
                + (time.from().plusDays(1).equals(time.to()) ? "" : " to " + time.to().minusDays(1))).collect(Collectors.joining("; ", " (", ")"));
    }
}
