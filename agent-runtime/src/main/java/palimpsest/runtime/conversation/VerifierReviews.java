package palimpsest.runtime.conversation;

import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.meta.feedback.AnswerFeedback.Source;
import palimpsest.memory.meta.feedback.AnswerFeedback.Verdict;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.event.ConversationEvent.RunFinished;
import palimpsest.runtime.event.ConversationEvent.RunResult;
import palimpsest.runtime.event.RecordedEvent;

/** Takes down an answer of a language model that was given with unsupported sentences, so that rules may be learned from it. */
public final class VerifierReviews implements BiConsumer<String, UUID> {

    private static final Logger log = LoggerFactory.getLogger(VerifierReviews.class);

    private final Conversations conversations;
    private final AnswerReviews reviews;

    public VerifierReviews(Conversations conversations, AnswerReviews reviews) {
        this.conversations = conversations;
        this.reviews = reviews;
    }

    /** Told that a run of the conversation ended with an answer; returns at once. */
    @Override
    public void accept(String tenant, UUID conversationId) {
        Thread.ofVirtual().name("verifier-review").start(() -> {
            try {
                TenantScope.of(tenant, () -> review(tenant, conversationId));
            } catch (RuntimeException e) {
                log.warn("Conversation {}: what the verifier says of its answer was not taken down ({})", conversationId, e.toString());
            }
        });
    }

    /** Reviews the last answer, once. */
    void review(String tenant, UUID conversationId) {
        RecordedEvent ended = conversations.events(tenant, conversationId, 0).reversed().stream().filter(event -> event.event() instanceof RunFinished).findFirst().orElseThrow();
        RunResult result = ((RunFinished) ended.event()).result();
        List<SentenceSupport> lacking = result.support() == null ? List.of() : result.support().stream().filter(SentenceSupport::lacksSupport).toList();
        boolean known = reviews.all(tenant, conversationId).stream().anyMatch(each -> each.source() == Source.VERIFIER && each.runId().equals(ended.runId()));
        if (lacking.isEmpty() || known || !result.languageModel()) {
            return;
        }
        String comment = lacking.stream().map(sentence -> "“" + sentence.in(result.answer()) + "”").collect(Collectors.joining(", ", "Nothing that was read supports: ", "."));
        reviews.add(tenant, conversationId, new AnswerReviews.Review(ended.runId(), Source.VERIFIER, Verdict.DOWN, null, comment, null));
    }
}
