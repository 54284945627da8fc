package palimpsest.tools.search;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.document.Chunk;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.ReadingIndex;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;
import palimpsest.tools.index.ReadingIndexes;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/**
 * {@code searchEngine}: the chunks that hold the best passages (StateLM). Passages are small and found by words and
 * meaning; a chunk takes the score of its best passage, so that a long chunk gains nothing by its length.
 */
public final class SearchEngine implements WindowTool {

    private static final int PASSAGES = 200;
    private static final int FOUND = 50;
    private static final int SHOWN = 20;
    private static final int HIGHLIGHTS = 3;
    private static final String MARK = "<em>";
    private static final String END_OF_MARK = "</em>";

    private final PassageSearch search;
    private final ReadingIndexes indexes;

    public SearchEngine(PassageSearch search, ReadingIndexes indexes) {
        this.search = search;
        this.indexes = indexes;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("searchEngine")
                .description("Searches the indexed documents and lists the chunks that fit best, with the places found. "
                        + "Read a chunk before you rely on it.")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("keyword", "What to look for, separated by commas; several words between two commas are a phrase.")
                        .required("keyword")
                        .build())
                .build();
    }

    @Override
    public boolean explores() {
        return true;
    }

    /** Highlights. */
    @Override
    public boolean bringsOutsideText() {
        return true;
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        if (context.index().isEmpty()) {
            return ToolOutcome.error("Index not built. Please call buildIndex first.");
        }
        List<String> keywords = keywords(arguments);
        if (keywords.isEmpty()) {
            return ToolOutcome.error("keyword cannot be empty. Give one or more words, separated by commas.");
        }
        var built = context.index().get();
        ReadingIndex index = indexes.get(context.tenant(), built);
        List<PassageHit> passages = search.search(
                new SearchQuery(context.tenant(), built.documentIds(), keywords, String.join(" ", keywords), PASSAGES));
        List<Found> found = chunks(passages, index);
        if (found.isEmpty()) {
            return ToolOutcome.of(result("retrieved_chunks", List.of(), "message", "No matching content found.", "keywords", keywords),
                    new Effect.Searched(keywords));
        }
        Map<UUID, String> names = built.documentIds().size() == 1 ? Map.of()
                : context.documents().stream().collect(Collectors.toMap(Document::id, Document::name, (a, b) -> a));
        var answer = result("retrieved_chunks", found.stream().limit(SHOWN).map(hit -> hit.json(names)).toList());
        if (found.size() > SHOWN) {
            answer.put("message", "Showing the most relevant " + SHOWN + "/" + found.size() + " chunks.");
        }
        answer.put("keywords", keywords);
        int reranked = PassageHit.reranked(passages);
        if (reranked > 0) {
            answer.put("reranked", reranked);
        }
        return ToolOutcome.of(answer, new Effect.Searched(keywords));
    }

    private static List<String> keywords(ToolArguments arguments) {
        Object raw = arguments.value("keyword").orElse("");
        Stream<String> parts = raw instanceof List<?> list ? list.stream().map(String::valueOf)
                : Arrays.stream(String.valueOf(raw).split(","));
        return parts.map(String::strip).filter(part -> !part.isEmpty()).toList();
    }

    private static List<Found> chunks(List<PassageHit> passages, ReadingIndex index) {
        var byChunk = new LinkedHashMap<Integer, Found>();
        for (PassageHit hit : passages) {
            chunkOf(hit, index).ifPresent(chunk -> byChunk.computeIfAbsent(chunk.id(), id -> new Found(chunk, new ArrayList<>())).passages.add(hit));
        }
        return byChunk.values().stream().limit(FOUND).toList(); // in the order of their best hits
    }

    /** A passage may lie in two chunks: the one is read that holds what was found, and most of the passage where that is not known. */
    private static Optional<Chunk> chunkOf(PassageHit hit, ReadingIndex index) {
        String best = hit.highlights().stream().max(Comparator.comparingInt(SearchEngine::marks)).filter(highlight -> marks(highlight) > 0).map(SearchEngine::unmarked).orElse("");
        int at = best.isEmpty() || hit.speaker() != null ? -1 : hit.text().indexOf(best);
        if (at < 0) {
            return index.chunkAt(hit.documentId(), hit.start(), hit.end());
        }
        int start = hit.start() + hit.text().codePointCount(0, at);
        return index.chunkAt(hit.documentId(), start, start + best.codePointCount(0, best.length()));
    }

    private static int marks(String highlight) {
        return highlight.split(MARK, -1).length - 1;
    }

    private static String unmarked(String highlight) {
        return highlight.replace(MARK, "").replace(END_OF_MARK, "");
    }

    private record Found(Chunk chunk, List<PassageHit> passages) {

        double score() {
            return passages.getFirst().score();
        }

        SequencedMap<String, Object> json(Map<UUID, String> names) {
            var highlights = passages.stream().flatMap(hit -> hit.highlights().stream()).distinct().limit(HIGHLIGHTS).toList();
            var json = result("chunk_id", chunk.id(),
                    "relevance_score", BigDecimal.valueOf(score()).setScale(3, RoundingMode.HALF_EVEN).doubleValue(),
                    "highlights", highlights);
            if (names.containsKey(chunk.documentId())) {
                json.put("file_name", names.get(chunk.documentId()));
            }
            return json;
        }
    }
}
