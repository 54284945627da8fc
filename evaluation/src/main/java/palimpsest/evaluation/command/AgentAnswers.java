package palimpsest.evaluation.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.context.ApplicationContext;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.retrieval.Asked;
import palimpsest.evaluation.retrieval.EvaluationTenant;
import palimpsest.evaluation.retrieval.StoredTurns;
import palimpsest.evaluation.verification.AbsenceCurve;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunFollower;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.absence.AnswerFeatures;

/** Asks the product's default agent the questions of labelled conversations: each in a conversation of its own, over the whole transcript. */
final class AgentAnswers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ApplicationContext context;
    private final Consumer<String> progress;
    private final AnswerFeatures features;
    private final EvaluationTenant own;
    private final String tenant;

    AgentAnswers(ApplicationContext context, Consumer<String> progress) {
        this.context = context;
        this.progress = progress;
        this.features = context.getBean(AnswerFeatures.class);
        this.own = context.getBean(EvaluationTenant.class);
        this.tenant = own.name();
    }

    /** @param evidence where the turns stand that the question names as holding its answer */
    private record Answered(Asked asked, RunResult result, List<ReadSpan> read, List<TurnIngestion.Stored> evidence) {

        /** Whether a place that is cited lies in a turn that holds the answer. */
        private boolean right() {
            return !asked.question().adversarial() && evidence.stream().anyMatch(turn -> result.citations().stream().anyMatch(citation -> citation.start() < turn.end() && citation.end() > turn.start()));
        }

        private AbsenceCurve.Asked measured(AnswerFeatures features) {
            return new AbsenceCurve.Asked(asked.conversation().name(), asked.question().adversarial(), !CitationResolver.saysNothingFound(result.answer()), right(),
                    features.of(asked.question().text(), new Subject.AnswerGiving(result.answer(), result.citations()), read).orElse(null));
        }
    }

    private record Stored(Document document, Map<String, TurnIngestion.Stored> turns) {}

    /** @param limit questions at most, taken evenly over all; 0 for all */
    List<AbsenceCurve.Asked> to(List<LocomoConversation> conversations, int limit) throws InterruptedException {
        List<AbsenceCurve.Asked> answers = new ArrayList<>();
        Stored stored = null;
        LocomoConversation about = null;
        for (Asked asked : Asked.ofAll(conversations, limit)) {
            if (asked.conversation() != about) {
                progress.accept("%d questions asked".formatted(answers.size()));
                about = asked.conversation();
                stored = stored(about);
            }
            answers.add(answered(asked, stored).measured(features));
        }
        progress.accept("%d questions asked".formatted(answers.size()));
        return answers;
    }

    private Stored stored(LocomoConversation conversation) throws InterruptedException {
        SequencedMap<String, TurnIngestion.Stored> turns = StoredTurns.add(context.getBean(TurnIngestion.class), tenant, conversation);
        UUID id = turns.firstEntry().getValue().documentId();
        while (!context.getBean(EmbeddingService.class).await(tenant, List.of(id), PATIENCE)) {
            progress.accept("Embedding conversation " + conversation.name());
        }
        return new Stored(context.getBean(DocumentStore.class).find(tenant, id).orElseThrow(), turns);
    }

    private Answered answered(Asked asked, Stored stored) throws InterruptedException {
        var conversations = context.getBean(Conversations.class);
        UUID id = conversations.create(tenant, null, null).id();
        context.getBean(ConversationDocuments.class).attach(tenant, id, List.of(stored.document()));
        conversations.ask(tenant, id, asked.question().text());
        List<RecordedEvent> events = new ArrayList<>();
        RecordedEvent ended = new RunFollower(context.getBean(ConversationLog.class)).untilItRests(tenant, id, 0, events::add);
        RunResult result = ((RunFinished) ended.event()).result();
        return new Answered(asked, result, read(events, stored.document()),
                asked.question().evidence().stream().map(stored.turns()::get).filter(Objects::nonNull).toList());
    }

    private List<ReadSpan> read(List<RecordedEvent> events, Document document) {
        var spans = new LinkedHashSet<>(events.stream().map(RecordedEvent::event).filter(TextRead.class::isInstance).map(TextRead.class::cast).toList().reversed());
        return spans.stream().map(text -> new ReadSpan(document.id(), document.name(), text.chunkId(), text.start(),
                context.getBean(DocumentStore.class).text(tenant, document.id(), text.start(), text.end()))).toList();
    }

    /** Removes what was stored and asked. */
    @Override
    public void close() {
        own.close();
    }
}
