package palimpsest.evaluation.command;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.context.ApplicationContext;
import palimpsest.evaluation.retrieval.EvaluationTenant;
import palimpsest.evaluation.squad.SquadArticle;
import palimpsest.evaluation.squad.SquadArticle.Answer;
import palimpsest.evaluation.squad.SquadFile;
import palimpsest.memory.document.Document;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunFollower;
import palimpsest.runtime.event.RunResult;

/** Asks search and the default agent the questions of labelled articles: each in a conversation of its own over all the articles of a file. */
final class DocumentAnswers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int DEPTH = 50;

    private final ApplicationContext context;
    private final Consumer<String> progress;
    private final EvaluationTenant own;
    private final String tenant;

    DocumentAnswers(ApplicationContext context, Consumer<String> progress) {
        this.context = context;
        this.progress = progress;
        this.own = context.getBean(EvaluationTenant.class);
        this.tenant = own.name();
    }

    /**
     * What became of a question.
     *
     * @param rank    of the first passage with the answer among the hits of the search, from 1; 0 when none has it
     * @param found   whether the answer claims to answer
     * @param right   whether a quote holds the answer at its place
     * @param millis  from asking to the answer
     * @param given   what was answered, with the article and without
     * @param refused whether nothing is found when the article that answers is left out; null when that was not asked
     */
    record Outcome(String file, String question, int rank, boolean found, boolean right, double millis, Boolean refused, String answer, List<Given> given) {

        boolean wrong() {
            return found && !right;
        }
    }

    /**
     * An answer.
     *
     * @param absent whether the article that answers was left out
     * @param held   whether a quote holds the labelled answer, also one that only comes close
     * @param match  of the best note, 0 to 1, -1 where there is none
     */
    record Given(boolean absent, boolean found, boolean held, double match, String answer) {}

    private static final Pattern MATCH = Pattern.compile("match (\\d\\.\\d\\d)");

    private record Stored(SquadArticle article, Document document) {}

    /**
     * Every second question is asked again of the other articles, which do not answer it.
     *
     * @param limit questions of the file at most, taken evenly; 0 for all
     * @param part  of {@code parts}, from 0: only the questions about every {@code parts}-th article; all articles are attached
     * @param searchOnly whether nothing is asked of the agent: nothing counts as found then
     */
    List<Outcome> to(SquadFile file, int limit, int part, int parts, boolean searchOnly) throws InterruptedException {
        List<Stored> stored = stored(file);
        record Asked(Stored about, SquadArticle.Question question) {}
        List<Asked> all = IntStream.range(0, stored.size()).filter(i -> i % parts == part).mapToObj(stored::get)
                .flatMap(one -> one.article.answered().stream().map(question -> new Asked(one, question))).toList();
        int asked = limit <= 0 ? all.size() : Math.min(limit, all.size());
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < asked; i++) {
            Asked one = all.get((int) ((long) i * all.size() / asked));
            outcomes.add(searchOnly ? new Outcome(file.name(), one.question.text(), rank(one.question, one.about, stored), false, false, 0, null, "", List.of())
                    : outcome(file, one.question, one.about, stored, i % 2 == 1));
            if ((i + 1) % 25 == 0) {
                progress.accept("%s: %d of %d questions".formatted(file.name(), i + 1, asked));
            }
        }
        return outcomes;
    }

    private Outcome outcome(SquadFile file, SquadArticle.Question question, Stored about, List<Stored> stored, boolean alsoAbsent) throws InterruptedException {
        int rank = rank(question, about, stored);
        long before = System.nanoTime();
        Given with = given(false, question, about, ask(question.text(), stored.stream().map(Stored::document).toList()));
        double millis = (System.nanoTime() - before) / 1e6;
        List<Given> given = new ArrayList<>(List.of(with));
        if (alsoAbsent) {
            given.add(given(true, question, about, ask(question.text(), stored.stream().filter(one -> one != about).map(Stored::document).toList())));
        }
        return new Outcome(file.name(), question.text(), rank, with.found, with.found && with.held, millis, alsoAbsent ? !given.getLast().found : null, with.answer, given);
    }

    private static Given given(boolean absent, SquadArticle.Question question, Stored about, RunResult result) {
        double match = result.notes().stream().map(note -> MATCH.matcher(note.summary())).filter(Matcher::find).mapToDouble(note -> Double.parseDouble(note.group(1))).max().orElse(-1);
        return new Given(absent, result.found(), result.citations().stream().anyMatch(citation -> holds(citation, question, about.document.id())), match, result.answer());
    }

    private static boolean holds(Citation citation, SquadArticle.Question question, UUID document) {
        return document.equals(citation.documentId())
                && question.answers().stream().anyMatch(answer -> citation.start() <= answer.start() && citation.end() >= answer.end());
    }

    private int rank(SquadArticle.Question question, Stored about, List<Stored> stored) {
        List<PassageHit> hits = context.getBean(PassageSearch.class)
                .search(SearchQuery.of(tenant, stored.stream().map(one -> one.document.id()).toList(), question.text(), DEPTH));
        for (int i = 0; i < hits.size(); i++) {
            PassageHit hit = hits.get(i);
            if (hit.documentId().equals(about.document.id()) && question.answers().stream().anyMatch(answer -> overlaps(hit, answer))) {
                return i + 1;
            }
        }
        return 0;
    }

    private static boolean overlaps(PassageHit hit, Answer answer) {
        return hit.start() < answer.end() && hit.end() > answer.start();
    }

    private RunResult ask(String question, List<Document> documents) throws InterruptedException {
        return ask(context, tenant, question, documents);
    }

    /** The default agent's answer in a conversation of its own. */
    static RunResult ask(ApplicationContext context, String tenant, String question, List<Document> documents) throws InterruptedException {
        var conversations = context.getBean(Conversations.class);
        UUID id = conversations.create(tenant, null, null).id();
        context.getBean(ConversationDocuments.class).attach(tenant, id, documents);
        conversations.ask(tenant, id, question);
        return ((RunFinished) new RunFollower(context.getBean(ConversationLog.class)).untilItRests(tenant, id, 0, event -> { }).event()).result();
    }

    private List<Stored> stored(SquadFile file) throws InterruptedException {
        List<Stored> stored = new ArrayList<>();
        for (SquadArticle article : file.articles()) {
            var text = new ByteArrayInputStream(article.text().getBytes(StandardCharsets.UTF_8));
            switch (context.getBean(Ingestion.class).ingest(tenant, file.name() + "/" + article.title() + ".txt", text)) {
                case Ingested.Added added -> stored.add(new Stored(article, added.document()));
                case Ingested.Unchanged unchanged -> stored.add(new Stored(article, unchanged.document()));
                case Ingested.Skipped skipped -> throw new IllegalArgumentException(skipped.name() + " " + skipped.reason());
            }
        }
        var embeddings = context.getBean(EmbeddingService.class);
        embeddings.wake();
        while (!embeddings.await(tenant, stored.stream().map(one -> one.document.id()).toList(), PATIENCE)) {
            progress.accept("Embedding the articles of " + file.name());
        }
        return stored;
    }

    /** The middle of some numbers, 0 of none. */
    static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** Removes what was stored and asked. */
    @Override
    public void close() {
        own.close();
    }
}
