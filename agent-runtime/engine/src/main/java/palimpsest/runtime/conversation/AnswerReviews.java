package palimpsest.runtime.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.meta.feedback.AnswerFeedback;
import palimpsest.memory.meta.feedback.AnswerFeedback.Source;
import palimpsest.memory.meta.feedback.AnswerFeedback.Verdict;
import palimpsest.memory.meta.feedback.FeedbackStore;
import palimpsest.memory.text.StorableText;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.NoteEvent.NoteWritten;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;

/** Takes down what was said of an answer, with what stood before the agent when it gave it. */
public final class AnswerReviews implements VerifierReviews.Reviews {

    private static final int MOST_MEMORIES = 40;
    private static final int LONGEST_MEMORY = 4000;
    private static final String TASK = "conversation";

    private final Conversations conversations;
    private final DocumentStore documents;
    private final FeedbackStore store;

    public AnswerReviews(Conversations conversations, DocumentStore documents, FeedbackStore store) {
        this.conversations = conversations;
        this.documents = documents;
        this.store = store;
    }

    /**
     * A word on an answer.
     *
     * @param runId      whose answer; null for the conversation's last one
     * @param correction the right answer, for {@code DOWN}; null when it is not said
     * @param comment    may be null
     * @param task       null for {@code conversation}
     */
    public record Review(UUID runId, Source source, Verdict verdict, String correction, String comment, String task) {}

    /** @throws RequestRefused NOT_FOUND when there is no such answer, INVALID for a correction of a good answer */
    @Override
    public AnswerFeedback add(String tenant, UUID conversationId, Review review) {
        if (review.verdict() == Verdict.UP && review.correction() != null) {
            throw RequestRefused.invalid("correction", "A good answer needs no correction: send verdict down with it, or leave it out.");
        }
        RequestRefused.requireStorable("correction", review.correction());
        RequestRefused.requireStorable("comment", review.comment());
        RequestRefused.requireStorable("task", review.task());
        List<RecordedEvent> events = conversations.events(tenant, conversationId, 0);
        RecordedEvent ended = events.reversed().stream()
                .filter(event -> event.event() instanceof RunFinished && (review.runId() == null || review.runId().equals(event.runId()))).findFirst()
                .orElseThrow(() -> new RequestRefused(Reason.NOT_FOUND, review.runId() == null ? "Nothing was answered in this conversation yet."
                        : "No run " + review.runId() + " of this conversation has ended with an answer."));
        RunResult result = ((RunFinished) ended.event()).result();
        // Histories of older runtimes hold what models said as it came.
        String answer = StorableText.clean(result.answer()).value();
        String right = review.verdict() == Verdict.UP ? answer : stripped(review.correction());
        UUID id = UUID.randomUUID();
        store.record(new AnswerFeedback(id, tenant, conversationId, ended.runId(), review.source(), review.verdict(), stripped(review.comment()),
                question(events, ended), memories(tenant, events, ended), answer, right, Objects.requireNonNullElse(stripped(review.task()), TASK), null));
        return all(tenant, conversationId).stream().filter(feedback -> feedback.id().equals(id)).findFirst().orElseThrow();
    }

    /** Of a conversation, the oldest first. */
    @Override
    public List<AnswerFeedback> all(String tenant, UUID conversationId) {
        conversations.find(tenant, conversationId);
        return store.of(tenant, conversationId);
    }

    private static String question(List<RecordedEvent> events, RecordedEvent ended) {
        return events.stream().filter(event -> ended.runId().equals(event.runId()) && event.event() instanceof UserSpoke)
                .map(event -> StorableText.clean(((UserSpoke) event.event()).content()).value()).findFirst().orElseThrow();
    }

    /** The notes of the conversation up to the answer, and the texts that its run read, in order. */
    private List<String> memories(String tenant, List<RecordedEvent> events, RecordedEvent ended) {
        List<String> memories = new ArrayList<>();
        for (RecordedEvent event : events) {
            if (event.seq() > ended.seq() || memories.size() == MOST_MEMORIES) {
                break;
            }
            switch (event.event()) {
                case NoteWritten note -> memories.add(shortened(StorableText.clean(note.summary() + ": " + note.content()).value()));
                case TextRead read when ended.runId().equals(event.runId()) ->
                        memories.add(shortened(documents.text(tenant, read.documentId(), read.start(), Math.min(read.end(), read.start() + LONGEST_MEMORY))));
                default -> { }
            }
        }
        return memories;
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_MEMORY ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_MEMORY));
    }

    private static String stripped(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
