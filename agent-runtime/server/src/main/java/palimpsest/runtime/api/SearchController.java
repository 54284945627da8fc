package palimpsest.runtime.api;

import static palimpsest.runtime.api.Parameters.within;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.retrieve.Explanation;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchFilter;
import palimpsest.memory.retrieve.SearchQuery;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.Tenancy;

/** Search over documents and conversations, without an agent. */
@RestController
@RequestMapping("/api/search")
@Tag(name = "Search")
class SearchController {

    private static final int USUAL = 20;
    private static final int MOST = 100;
    private static final int FURTHEST = 10_000;
    private static final int LONGEST = 2_000;

    private final PassageSearch search;
    private final Tenancy tenancy;

    SearchController(PassageSearch search, Tenancy tenancy) {
        this.search = search;
        this.tenancy = tenancy;
    }

    /** @param documents null for every document of the tenant */
    record SearchRequest(String query, @Nullable List<UUID> documents, @Nullable List<String> speakers, @Nullable Instant from, @Nullable Instant to,
                         @Nullable Integer offset, @Nullable Integer limit) {}

    /** @param page of the document on which the passage begins, from 1; null where the document has no pages */
    record HitView(@JsonProperty("document_id") UUID documentId, int passage, int start, int end, String title, @Nullable String speaker, @Nullable Instant at,
                   String text, List<String> highlights, double score, double lexical, @Nullable Double dense, @Nullable Double reranked, @Nullable Integer page) {

        static HitView of(PassageHit hit) {
            return new HitView(hit.documentId(), hit.passage(), hit.start(), hit.end(), hit.title(), hit.speaker(), hit.at(), hit.text(),
                    hit.highlights(), hit.score(), hit.lexical(), Double.isNaN(hit.dense()) ? null : hit.dense(),
                    hit.reranked() == null ? null : hit.reranked().score(), hit.page());
        }
    }

    /**
     * @param more     whether a page follows
     * @param reranked how many of the best hits a reranker had time to compare; 0 where it did none
     */
    record SearchView(String query, int offset, int limit, boolean more, int reranked, List<HitView> hits) {}

    /** @param passage of the document, as a hit names it */
    record ExplainRequest(String query, @Nullable List<UUID> documents, @JsonProperty("document_id") UUID documentId, int passage) {}

    /** @param value what it adds to the score */
    record PartView(String name, double value) {}

    record SpanView(int start, int end) {}

    /**
     * Why a hit is ranked as it is.
     *
     * @param place     among the hits before they were ranked, from 1
     * @param score     sum of the parts
     * @param heads     attention heads that were read
     * @param spans     tokens of the passage, in code points of its text
     * @param attention for each head the attention from the query to each span
     */
    record ExplainView(int place, double score, List<PartView> parts, List<String> heads, List<SpanView> spans, List<List<Double>> attention) {}

    /** 404 where no reranker judged the passage for this query. */
    @PostMapping("/explain")
    ExplainView explain(@RequestBody ExplainRequest request) {
        SearchQuery words = SearchQuery.of(tenancy.current(), request.documents() == null ? null : Parameters.values("documents", request.documents()), checked(request.query()), 1);
        if (request.documentId() == null) {
            throw RequestRefused.invalid("document_id", "document_id is missing.");
        }
        return search.explain(words, request.documentId(), request.passage()).map(found -> {
            Explanation told = found.explanation();
            return new ExplainView(found.place(), told.score(), told.parts().entrySet().stream().map(part -> new PartView(part.getKey(), part.getValue())).toList(), told.heads(),
                    told.spans().stream().map(span -> new SpanView(span.start(), span.end())).toList(),
                    Arrays.stream(told.attention()).map(head -> Arrays.stream(head).boxed().toList()).toList());
        }).orElseThrow(() -> new RequestRefused(Reason.NOT_FOUND, "No reranker judged this passage for the query: it is ranked by the search alone."));
    }

    private static String checked(String query) {
        if (query == null || query.isBlank()) {
            throw RequestRefused.invalid("query", "The query is empty: say what to look for (q, or query in a body).");
        }
        if (query.length() > LONGEST) {
            throw RequestRefused.invalid("query", "The query is longer than " + LONGEST + " characters: shorten it.");
        }
        return query;
    }

    @GetMapping
    SearchView find(@RequestParam(name = "q", required = false) String query, @RequestParam(name = "document", required = false) List<UUID> documents,
                    @RequestParam(name = "speaker", required = false) List<String> speakers, @RequestParam(required = false) Instant from,
                    @RequestParam(required = false) Instant to, @RequestParam(required = false) Integer offset,
                    @RequestParam(required = false) Integer limit) {
        return search(new SearchRequest(query, documents, speakers, from, to, offset, limit));
    }

    @PostMapping
    SearchView search(@RequestBody SearchRequest request) {
        checked(request.query());
        int offset = request.offset() == null ? 0 : within("offset", request.offset(), 0, FURTHEST);
        int limit = request.limit() == null ? USUAL : within("limit", request.limit(), 1, MOST);
        List<UUID> documents = request.documents() == null ? null : Parameters.values("documents", request.documents());
        SearchQuery words = SearchQuery.of(tenancy.current(), documents, request.query(), limit);
        var filter = new SearchFilter(Parameters.values("speakers", request.speakers()), request.from(), request.to());
        // one more than asked for tells whether a page follows
        List<PassageHit> hits = search.search(new SearchQuery(words.tenant(), words.documentIds(), words.keywords(), words.text(), filter, offset, limit + 1));
        return new SearchView(request.query(), offset, limit, hits.size() > limit, PassageHit.reranked(hits), hits.stream().limit(limit).map(HitView::of).toList());
    }
}
