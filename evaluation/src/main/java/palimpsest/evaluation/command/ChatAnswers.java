package palimpsest.evaluation.command;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.context.ApplicationContext;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.retrieval.Asked;
import palimpsest.memory.document.DocumentStore;
import palimpsest.runtime.answer.RecalledWords;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.MemoryEvent.MemoryRecalled;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunFollower;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.absence.AnswerFeatures;
import palimpsest.tools.memory.RecallMemory;

/** Asks the product's default agent the questions of labelled conversations, each in a new conversation. */
final class ChatAnswers {

    private final ApplicationContext context;
    private final ChatSources sources;
    private final Consumer<String> progress;

    ChatAnswers(ApplicationContext context, ChatSources sources, Consumer<String> progress) {
        this.context = context;
        this.sources = sources;
        this.progress = progress;
    }

    List<ChatReport.Answer> to(List<Asked> questions) throws InterruptedException {
        var answers = new ArrayList<ChatReport.Answer>();
        LocomoConversation about = null;
        for (Asked asked : questions) {
            if (asked.conversation() != about) {
                about = asked.conversation();
                progress.accept("%d of %d questions asked".formatted(answers.size(), questions.size()));
            }
            answers.add(answer(asked, sources.give(context, about, progress)));
        }
        return answers;
    }

    private ChatReport.Answer answer(Asked asked, ChatSources.Given given) throws InterruptedException {
        long begun = System.nanoTime();
        boolean absent = asked.question().adversarial();
        List<RecordedEvent> events;
        try {
            events = events(asked, given);
        } catch (RequestRefused refused) {
            // without a memory and a document the agent takes no question
            return new ChatReport.Answer(asked.conversation().name(), asked.question().text(), absent, ChatReport.Outcome.NOT_FOUND, refused.getMessage(), List.of(), List.of(), 0,
                    (System.nanoTime() - begun) / 1_000_000, null);
        }
        long millis = (System.nanoTime() - begun) / 1_000_000;
        List<MemoryRecalled> recalls = events.stream().map(RecordedEvent::event).filter(MemoryRecalled.class::isInstance).map(MemoryRecalled.class::cast).toList();
        long tokens = recalls.stream().mapToLong(MemoryRecalled::tokens).sum();
        RunResult result = ((RunFinished) events.getLast().event()).result();
        boolean cites = result.citations().stream().anyMatch(citation -> given.cites(citation, asked.question().evidence()));
        ChatReport.Outcome outcome = !absent && cites ? ChatReport.Outcome.RIGHT : result.found() ? ChatReport.Outcome.WRONG : ChatReport.Outcome.NOT_FOUND;
        return new ChatReport.Answer(asked.conversation().name(), asked.question().text(), absent, outcome, result.answer(), given.named(asked.question().evidence()),
                recalls.stream().flatMap(recall -> recall.items().stream()).map(RecallMemory::line).toList(), tokens, millis,
                context.getBean(AnswerFeatures.class).of(asked.question().text(), new Subject.AnswerGiving(result.answer(), result.citations()),
                        RecalledWords.of(recalls.stream().flatMap(recall -> recall.items().stream()).toList())).orElse(null));
    }

    private List<RecordedEvent> events(Asked asked, ChatSources.Given given) throws InterruptedException {
        var conversations = context.getBean(Conversations.class);
        String tenant = sources.tenant();
        UUID id = conversations.create(tenant, null, null, asked.conversation().name()).id();
        if (given.document() != null) {
            context.getBean(ConversationDocuments.class).attach(tenant, id, List.of(context.getBean(DocumentStore.class).find(tenant, given.document()).orElseThrow()));
        }
        conversations.ask(tenant, id, asked.question().text());
        List<RecordedEvent> events = new ArrayList<>();
        RecordedEvent ended = new RunFollower(context.getBean(ConversationLog.class)).untilItRests(tenant, id, 0, events::add);
        if (events.isEmpty() || events.getLast() != ended) {
            events.add(ended);
        }
        return events;
    }
}
