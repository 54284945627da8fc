package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.embed.VectorModels;

/**
 * Search over PostgreSQL. Passages of documents are found by words and meaning, and the first of them are ordered by parts of words too ({@link CharacterGrams}). Keywords beyond the first 64 and words of a keyword beyond the first 32 are not looked for.
 * When no keyword matches, but some are phrases, the phrases' words are looked for instead: passages with more of them
 * come first, and only there the score is not BM25.
 */
public final class PostgresPassageSearch implements PassageSearch {

    private static final Logger log = LoggerFactory.getLogger(PostgresPassageSearch.class);

    private static final int DEPTH = 100;
    /** The best so many hits are compared by parts of words. */
    private static final int COMPARED = 50;
    /** Larger than any sum of rarities: with it the number of words found decides. */
    private static final double COUNT_WORDS = 1000;

    private final JdbcClient jdbc;
    private final EmbeddingService embeddings;
    private final VectorModels models;
    private final SearchMode mode;
    private final QueryParser parser;
    private final CandidateSearch candidates;
    private final AtomicBoolean denseFailed = new AtomicBoolean();

    /**
     * @param embeddings     embeds queries; null with {@link SearchMode#LEXICAL} only
     * @param embeddingModel id of the model whose embeddings are searched, as in {@link palimpsest.memory.embed.Embedder#id()}
     */
    public PostgresPassageSearch(JdbcClient jdbc, TransactionTemplate transaction, EmbeddingService embeddings, String embeddingModel, SearchMode mode) {
        this(jdbc, transaction, embeddings, VectorModels.single(embeddingModel), mode);
    }

    /**
     * @param embeddings embeds queries; null with {@link SearchMode#LEXICAL} only
     * @param models     whose embeddings are searched: those of the query's model, as in {@link palimpsest.memory.embed.Embedder#models()}
     */
    public PostgresPassageSearch(JdbcClient jdbc, TransactionTemplate transaction, EmbeddingService embeddings, VectorModels models, SearchMode mode) {
        if (embeddings == null && mode != SearchMode.LEXICAL) {
            throw new IllegalArgumentException("search mode " + mode + " needs an embedding service");
        }
        this.jdbc = jdbc;
        this.embeddings = embeddings;
        this.models = models;
        this.mode = mode;
        this.parser = new QueryParser(jdbc);
        this.candidates = new CandidateSearch(jdbc, transaction);
    }

    /** @throws IllegalArgumentException when the limit is not 1 to 500, or the offset less than 0 or more than 10000 */
    @Override
    public List<PassageHit> search(SearchQuery query) {
        if (query.limit() < 1 || query.limit() > 500) {
            throw new IllegalArgumentException("limit must be 1 to 500, but is " + query.limit());
        }
        if (query.offset() < 0 || query.offset() > 10_000) {
            throw new IllegalArgumentException("offset must be 0 to 10000, but is " + query.offset());
        }
        var scope = SearchScope.of(jdbc, query, models);
        if (scope.passages() == 0) {
            return List.of();
        }
        QueryPlan plan = parser.plan(scope, query.keywords());
        var texts = new PassageTexts(jdbc, query.tenant());
        List<Scored> found = found(scope, plan, query, texts);
        int from = Math.min(query.offset(), found.size());
        return hits(texts, found.subList(from, Math.min(found.size(), from + query.limit())));
    }

    private List<Scored> found(SearchScope scope, QueryPlan plan, SearchQuery query, PassageTexts texts) {
        // words are looked up even where only meaning counts, to show them in the highlights
        float[] vector = mode == SearchMode.LEXICAL ? null : vector(scope, query.text());
        int depth = Math.max(DEPTH, query.offset() + query.limit());
        Collection<Candidate> found = candidates.find(scope, plan, 0, vector, query.filter(), depth);
        // where all that is embedded is in the other language, words decide, with their parts as ever
        boolean byWords = vector == null && !(mode == SearchMode.HYBRID && scope.embedded() == 0 && scope.others() > 0);
        var fusion = new Fusion(byWords ? SearchMode.LEXICAL : mode, TurnScore.of(scope, query.text()), scope.order());
        List<Scored> scored = fusion.order(found, plan, false);
        if (plan.hasPhrases() && scored.stream().noneMatch(hit -> hit.lexical() > 0)) {
            QueryPlan words = plan.words();
            return fusion.order(candidates.find(scope, words, COUNT_WORDS, vector, query.filter(), depth), words, true);
        }
        return byWords || mode != SearchMode.HYBRID ? scored : withParts(query, scored, texts);
    }

    /** Whichever page is asked for, the same hits are compared, and none of them falls behind the rest. */
    private List<Scored> withParts(SearchQuery query, List<Scored> scored, PassageTexts texts) {
        List<Scored> first = scored.subList(0, Math.min(COMPARED, scored.size()));
        List<Scored> passages = first.stream().filter(hit -> !hit.candidate().turn()).toList();
        if (passages.isEmpty()) {
            return scored;
        }
        texts.read(passages);
        double[] parts = CharacterGrams.scores(query.text(), passages.stream().map(hit -> texts.of(hit).map(PassageTexts.Text::text).orElse("")).toList());
        double best = first.stream().mapToDouble(Scored::lexical).max().orElse(0);
        var compared = new ArrayList<Scored>(scored.size());
        int next = 0;
        for (Scored hit : first) {
            // a turn has its words in place of their parts, so that all scores keep one scale
            double part = !hit.candidate().turn() ? parts[next++] : best > 0 ? hit.lexical() / best : 0;
            compared.add(hit.withScore(hit.score() + HybridScore.PARTS * part));
        }
        // equal hits keep their order
        compared.sort(Comparator.comparingDouble(Scored::score).reversed());
        compared.addAll(scored.subList(first.size(), scored.size()));
        return compared;
    }

    /** The query's embedding; null when there is nothing to compare it with or it can't be had. */
    private float[] vector(SearchScope scope, String text) {
        if (text == null || text.isBlank() || scope.embedded() == 0) {
            return null;
        }
        try {
            float[] vector = embeddings.embedQuery(text);
            denseFailed.set(false);
            return vector;
        } catch (RuntimeException | LinkageError e) {
            if (denseFailed.compareAndSet(false, true)) {
                log.warn("The query can't be embedded ({}): search goes on by words alone", e.toString());
            }
            return null;
        }
    }

    private List<PassageHit> hits(PassageTexts texts, List<Scored> page) {
        texts.read(page);
        return page.stream().flatMap(hit -> texts.of(hit).map(text -> hit(hit, text)).stream()).toList();
    }

    private PassageHit hit(Scored hit, PassageTexts.Text text) {
        PassagePlace place = hit.place();
        return new PassageHit(place.documentId(), place.seq(), place.start(), place.end(), hit.lexical(), hit.candidate().cosine(), hit.score(),
                highlights(hit, text.text()), text.said(), text.title(), text.speaker(), text.at(), text.page(), null, text.before());
    }

    private List<String> highlights(Scored hit, String text) {
        // PostgreSQL skips words in letters newer than it knows: then positions are not ours, and the words are asked for one by one
        Set<Integer> positions = SearchWords.agree(text, hit.matched()) ? hit.matched().keySet()
                : parser.positions(hit.candidate().config(), text, new HashSet<>(hit.matched().values()));
        return Highlighter.fragments(text, positions);
    }
}
