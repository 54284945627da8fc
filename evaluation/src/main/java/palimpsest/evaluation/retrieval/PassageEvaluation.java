package palimpsest.evaluation.retrieval;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.evaluation.rerank.LabelledCandidates;
import palimpsest.evaluation.squad.SquadArticle;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;

/** What a search over articles finds for their labelled questions: each article is a document, and every question is asked of all of them. */
public final class PassageEvaluation {

    private static final int DEPTH = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Ingestion ingestion;
    private final EmbeddingService embeddings;

    public PassageEvaluation(JdbcClient jdbc, TransactionTemplate transaction, Ingestion ingestion, EmbeddingService embeddings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.ingestion = ingestion;
        this.embeddings = embeddings;
    }

    private record Asked(SquadArticle article, UUID document, SquadArticle.Question question) {

        int start() {
            return question.answers().getFirst().start();
        }
    }

    /**
     * @param articles all that are searched
     * @param search   finds the candidates
     * @param limit    questions at most, taken evenly over all; 0 for all
     * @param progress told in words how far the work is
     * @return the group of each is its article's title
     */
    public List<LabelledCandidates> candidates(List<SquadArticle> articles, PassageSearch search, int limit, Consumer<String> progress)
            throws InterruptedException {
        try (var tenant = new EvaluationTenant(jdbc, transaction)) {
            var all = new ArrayList<Asked>();
            for (SquadArticle article : articles) {
                UUID document = document(ingestion.ingest(tenant.name(), article.readableTitle() + ".txt",
                        new ByteArrayInputStream(article.text().getBytes(StandardCharsets.UTF_8))));
                article.answered().forEach(question -> all.add(new Asked(article, document, question)));
            }
            List<UUID> documents = all.stream().map(Asked::document).distinct().toList();
            embed(tenant.name(), documents);
            progress.accept("%,d articles stored".formatted(documents.size()));
            int asked = limit <= 0 ? all.size() : Math.min(limit, all.size());
            return IntStream.range(0, asked).mapToObj(i -> all.get((int) ((long) i * all.size() / asked)))
                    .map(one -> found(one, search.search(SearchQuery.of(tenant.name(), documents, one.question().text(), DEPTH)))).toList();
        }
    }

    private static UUID document(Ingested stored) {
        return switch (stored) {
            case Ingested.Added added -> added.document().id();
            case Ingested.Unchanged unchanged -> unchanged.document().id();
            case Ingested.Skipped skipped -> throw new IllegalArgumentException(skipped.name() + " " + skipped.reason());
        };
    }

    private void embed(String tenant, List<UUID> documents) throws InterruptedException {
        embeddings.wake();
        while (!embeddings.await(tenant, documents, PATIENCE)) {
            if (!embeddings.progress(tenant, documents).running()) {
                throw new IllegalStateException("Embedding stopped before all articles were embedded");
            }
        }
    }

    /** An answer that two passages share counts as in the one where it begins. */
    private static LabelledCandidates found(Asked one, List<PassageHit> hits) {
        List<Integer> evidence = IntStream.range(0, hits.size()).filter(i -> hits.get(i).documentId().equals(one.document())
                && hits.get(i).start() <= one.start() && one.start() < hits.get(i).end()).boxed().toList();
        return new LabelledCandidates(one.article().readableTitle(), one.question().text(), 0, hits.stream().map(PassageHit::candidate).toList(), evidence, 1);
    }
}
