package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.context.ApplicationContext;
import palimpsest.evaluation.report.ReportQuestions;
import palimpsest.evaluation.report.ReportQuestions.ReportQuestion;
import palimpsest.evaluation.retrieval.EvaluationTenant;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.event.RunResult;

/** Asks search and the default agent the questions of labelled reports: each of its own report, in a conversation of its own. */
final class ReportAnswers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int DEPTH = 50;

    private final ApplicationContext context;
    private final Consumer<String> progress;
    private final EvaluationTenant own;
    private final DocumentStore documents;

    ReportAnswers(ApplicationContext context, Consumer<String> progress) {
        this.context = context;
        this.progress = progress;
        this.own = context.getBean(EvaluationTenant.class);
        this.documents = context.getBean(DocumentStore.class);
    }

    /**
     * What became of a question.
     *
     * @param rank  of the first passage on a page of the evidence, from 1; 0 when none of the first 50 is
     * @param cited whether a citation on such a page is a row or a sentence of the evidence
     */
    record Outcome(String report, String question, int rank, boolean cited, String answer) {}

    /** How long taking in took, without embedding. */
    record Taken(long tokens, double millis) {}

    private final Map<Path, Document> stored = new LinkedHashMap<>();
    private long nanos;

    Taken taken() {
        return new Taken(stored.values().stream().mapToLong(Document::tokens).sum(), nanos / 1e6);
    }

    /** @param searchOnly whether nothing is asked of the agent: nothing is cited then */
    List<Outcome> to(ReportQuestions asked, boolean searchOnly) throws InterruptedException {
        for (ReportQuestion question : asked.questions()) {
            if (!stored.containsKey(question.report())) {
                stored.put(question.report(), store(question.report()));
            }
        }
        var embeddings = context.getBean(EmbeddingService.class);
        embeddings.wake();
        while (!embeddings.await(own.name(), stored.values().stream().map(Document::id).toList(), PATIENCE)) {
            progress.accept("Embedding the reports");
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (ReportQuestion question : asked.questions()) {
            outcomes.add(outcome(question, stored.get(question.report()), searchOnly));
            progress.accept("%d of %d questions".formatted(outcomes.size(), asked.questions().size()));
        }
        return outcomes;
    }

    private Document store(Path report) {
        long before = System.nanoTime();
        try (InputStream content = Files.newInputStream(report)) {
            return switch (context.getBean(Ingestion.class).ingest(own.name(), report.getFileName().toString(), content)) {
                case Ingested.Added added -> added.document();
                case Ingested.Unchanged unchanged -> unchanged.document();
                case Ingested.Skipped skipped -> throw new IllegalArgumentException(skipped.name() + " " + skipped.reason());
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            nanos += System.nanoTime() - before;
        }
    }

    private Outcome outcome(ReportQuestion question, Document report, boolean searchOnly) throws InterruptedException {
        int rank = rank(question, report);
        if (searchOnly) {
            return new Outcome(report.name(), question.text(), rank, false, "");
        }
        RunResult result = DocumentAnswers.ask(context, own.name(), question.text(), List.of(report));
        return new Outcome(report.name(), question.text(), rank, result.citations().stream().anyMatch(citation -> isEvidence(citation, question)), result.answer());
    }

    private int rank(ReportQuestion question, Document report) {
        List<PassageHit> hits = context.getBean(PassageSearch.class).search(SearchQuery.of(own.name(), List.of(report.id()), question.text(), DEPTH));
        for (int i = 0; i < hits.size(); i++) {
            int first = page(report, hits.get(i).start());
            int last = page(report, hits.get(i).end() - 1);
            if (question.evidence().stream().anyMatch(evidence -> first <= evidence.page() && evidence.page() <= last)) {
                return i + 1;
            }
        }
        return 0;
    }

    private int page(Document report, int place) {
        return documents.page(own.name(), report.id(), place).orElse(0);
    }

    private static boolean isEvidence(Citation citation, ReportQuestion question) {
        return citation.page() != null && question.evidence().stream().anyMatch(evidence -> evidence.page() == citation.page() && evidence.isQuotedBy(citation.quote()));
    }

    /** Removes what was stored and asked. */
    @Override
    public void close() {
        own.close();
    }
}
