package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.meta.feedback.AnswerFeedback;
import palimpsest.memory.meta.feedback.AnswerFeedback.Source;
import palimpsest.memory.meta.feedback.AnswerFeedback.Verdict;
import palimpsest.runtime.conversation.AnswerReviews;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.Tenancy;

/** What people say of answers; with a right answer it is a case to learn from. */
@RestController
@RequestMapping("/api/conversations/{id}/feedback")
@Tag(name = "Conversations")
class FeedbackController {

    private final AnswerReviews reviews;
    private final Tenancy tenancy;

    FeedbackController(AnswerReviews reviews, Tenancy tenancy) {
        this.reviews = reviews;
        this.tenancy = tenancy;
    }

    record FeedbackRequest(@JsonProperty("run_id") UUID runId, String verdict, @Nullable String correction, @Nullable String comment, @Nullable String task) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    SequencedMap<String, Object> add(@PathVariable UUID id, @RequestBody FeedbackRequest request) {
        Verdict verdict = switch (request.verdict()) {
            case "up" -> Verdict.UP;
            case "down" -> Verdict.DOWN;
            case null, default -> throw RequestRefused.invalid("verdict", "verdict must be up or down.");
        };
        return view(reviews.add(tenancy.current(), id, new AnswerReviews.Review(request.runId(), Source.USER, verdict, request.correction(), request.comment(),
                request.task())));
    }

    @GetMapping
    List<SequencedMap<String, Object>> all(@PathVariable UUID id) {
        return reviews.all(tenancy.current(), id).stream().map(FeedbackController::view).toList();
    }

    private static SequencedMap<String, Object> view(AnswerFeedback feedback) {
        return map("id", feedback.id(), "run_id", feedback.runId(), "source", feedback.source().name().toLowerCase(Locale.ROOT),
                "verdict", feedback.verdict().name().toLowerCase(Locale.ROOT), "comment", feedback.comment(), "question", feedback.question(),
                "answer", feedback.answer(), "right_answer", feedback.rightAnswer(), "task", feedback.task(), "teaches", feedback.teaches(),
                "created_at", feedback.createdAt());
    }
}
