package palimpsest.evaluation.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.rerank.LabelledCandidates;
import palimpsest.evaluation.rerank.PairedInterval;
import palimpsest.evaluation.retrieval.RetrievalReport.Category;
import palimpsest.evaluation.retrieval.RetrievalReport.Figures;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageLinks;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;

/**
 * Asks labelled questions of conversations and looks where the turns stand that hold the answer. Conversations go through the
 * store and the search of the product. Questions of categories 1 to 4 with evidence count.
 */
public final class RetrievalEvaluation {

    private static final int DEPTH = 50;
    /** Hits that a reranker of turns is given. */
    private static final int RERANKED = 100;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final TurnIngestion ingestion;
    private final EmbeddingService embeddings;

    public RetrievalEvaluation(JdbcClient jdbc, TransactionTemplate transaction, TurnIngestion ingestion, EmbeddingService embeddings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.ingestion = ingestion;
        this.embeddings = embeddings;
    }

    /** What a search finds for each labelled question, with the places of the evidence, to fit a reranker on. */
    public List<LabelledCandidates> candidates(List<LocomoConversation> conversations, PassageSearch search, int limit, Consumer<String> progress)
            throws InterruptedException {
        return candidates(Asked.of(conversations, limit), search, progress);
    }

    private List<LabelledCandidates> candidates(List<Asked> asked, PassageSearch search, Consumer<String> progress) throws InterruptedException {
        try (TurnCorpus corpus = stored(asked, progress)) {
            return candidates(corpus, asked, search);
        }
    }

    private static List<LabelledCandidates> candidates(TurnCorpus corpus, List<Asked> asked, PassageSearch search) {
        return asked.stream().map(one -> {
            List<PassageHit> hits = search.search(query(corpus, one, RERANKED));
            List<String> turns = corpus.turns(one.conversation(), hits);
            return new LabelledCandidates(one.conversation().name(), one.question().text(), one.question().category(),
                    hits.stream().map(PassageHit::candidate).toList(),
                    one.question().evidence().stream().map(turns::indexOf).filter(index -> index >= 0).sorted().toList(),
                    one.question().evidence().size());
        }).toList();
    }

    /** A way to fit a reranker, and what it reaches on conversations left out of the fit. @param search finds the candidates */
    public record Fitting(PassageSearch search, Function<List<LabelledCandidates>, SequencedMap<String, Double>> leaveOneOut) {}

    /**
     * @param systems  by name; the ranking of each is its first 50 hits
     * @param limit    questions at most, taken evenly over all; 0 for all
     * @param fitting  measured by leaving one conversation out, when there are two or more; null for none
     * @param progress told in words how far the work is
     * @throws IllegalArgumentException when there is no question with evidence
     */
    public RetrievalReport run(List<LocomoConversation> conversations, SequencedMap<String, RetrievalSystem> systems, int limit,
                               Fitting fitting, Consumer<String> progress) throws InterruptedException {
        List<Asked> asked = Asked.of(conversations, limit);
        try (TurnCorpus corpus = stored(asked, progress)) {
            var figures = new LinkedHashMap<String, Figures>();
            systems.forEach((name, system) -> {
                figures.put(name, measure(corpus, system, asked));
                progress.accept("%s: %,d questions asked".formatted(name, asked.size()));
            });
            int about = (int) asked.stream().map(Asked::conversation).distinct().count();
            boolean fits = fitting != null && about > 1;
            return new RetrievalReport(figures, fits ? fitting.leaveOneOut().apply(candidates(corpus, asked, fitting.search())) : null, asked.size(), about);
        }
    }

    /**
     * What a search over links gains by uses: before each question, the evidence of all earlier questions about its conversation was recorded as
     * used together.
     *
     * @param search over these links
     * @return MRR and recall@5 without and with what was recorded, and the 95 % interval of the difference in MRR
     */
    public SequencedMap<String, Double> learnedLinks(List<LocomoConversation> conversations, PassageSearch search, PassageLinks links, int limit,
                                                     Consumer<String> progress) throws InterruptedException {
        List<Asked> asked = Asked.of(conversations, limit);
        try (TurnCorpus corpus = stored(asked, progress)) {
            List<Ranking> without = asked.stream().map(one -> ranking(corpus, search, one)).toList();
            var with = new ArrayList<Ranking>();
            for (Asked one : asked) {
                with.add(ranking(corpus, search, one));
                links.record(corpus.tenant(), UUID.randomUUID(), PassageLinks.Use.CITED, corpus.places(one.conversation(), one.question().evidence()));
            }
            double[] interval = PairedInterval.of(with.stream().mapToDouble(Ranking::reciprocalRank).toArray(), without.stream().mapToDouble(Ranking::reciprocalRank).toArray());
            var figures = new LinkedHashMap<String, Double>();
            figures.put("questions", (double) asked.size());
            figures.put("recall@5 without uses", Measure.means(without).get("recall@5"));
            figures.put("recall@5 with uses", Measure.means(with).get("recall@5"));
            figures.put("mrr without uses", Measure.means(without).get("mrr"));
            figures.put("mrr with uses", Measure.means(with).get("mrr"));
            figures.put("mrr gained, 95 % from", interval[0]);
            figures.put("mrr gained, 95 % to", interval[1]);
            return figures;
        }
    }

    private static Ranking ranking(TurnCorpus corpus, PassageSearch search, Asked one) {
        return one.ranked(corpus.turns(one.conversation(), search.search(query(corpus, one, DEPTH))));
    }

    private TurnCorpus stored(List<Asked> asked, Consumer<String> progress) throws InterruptedException {
        if (asked.isEmpty()) {
            throw new IllegalArgumentException("No question of categories 1 to 4 names a turn as its evidence.");
        }
        var corpus = new TurnCorpus(new EvaluationTenant(jdbc, transaction));
        try {
            List<LocomoConversation> needed = asked.stream().map(Asked::conversation).distinct().toList();
            needed.forEach(conversation -> corpus.add(ingestion, conversation));
            progress.accept("%d conversations stored".formatted(needed.size()));
            corpus.embed(embeddings, state -> progress.accept("Embedded %,d of %,d turns".formatted(state.embedded(), state.passages())));
            return corpus;
        } catch (RuntimeException | InterruptedException e) {
            corpus.close();
            throw e;
        }
    }

    private static SearchQuery query(TurnCorpus corpus, Asked one, int hits) {
        return SearchQuery.of(corpus.tenant(), List.of(corpus.document(one.conversation())), one.question().text(), hits);
    }

    private Figures measure(TurnCorpus corpus, RetrievalSystem system, List<Asked> asked) {
        var rankings = new ArrayList<Ranking>();
        double[] millis = new double[asked.size()];
        for (Asked one : asked) {
            SearchQuery query = query(corpus, one, DEPTH);
            PassageSearch search = system.forQuestionsAbout(one.conversation().name());
            long start = System.nanoTime();
            List<PassageHit> hits = search.search(query);
            millis[rankings.size()] = (System.nanoTime() - start) / 1e6;
            rankings.add(one.ranked(corpus.turns(one.conversation(), hits)));
        }
        Arrays.sort(millis);
        return new Figures(Measure.means(rankings), Measure.intervals(rankings), categories(rankings), millis[millis.length / 2]);
    }

    private static List<Category> categories(List<Ranking> rankings) {
        return rankings.stream().map(Ranking::category).distinct().sorted().map(category -> {
            List<Ranking> own = rankings.stream().filter(ranking -> ranking.category() == category).toList();
            return new Category(category, own.size(), Measure.means(own));
        }).toList();
    }
}
