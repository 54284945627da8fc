package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.past.SaidBefore;

/** Search over what was asked and answered. */
@RestController
@Tag(name = "Conversations")
class SaidController {

    private static final int MOST = 200;

    private final SaidBefore said;
    private final Tenancy tenancy;

    SaidController(SaidBefore said, Tenancy tenancy) {
        this.said = said;
        this.tenancy = tenancy;
    }

    /**
     * @param seq      the event of the message
     * @param role     {@code user} for a question, {@code answer} for an answer
     * @param fragment of its text, matches between {@code <em>} and {@code </em>}
     */
    record SaidView(@JsonProperty("conversation_id") UUID conversationId, String title, long seq, Instant at, String role, String fragment) {}

    /** Questions and answers of all conversations that hold every word, the last one as a beginning; the newest first. */
    @GetMapping("/api/conversations/search")
    List<SaidView> find(@RequestParam String q, @RequestParam(defaultValue = "30") int limit) {
        String query = Parameters.required("q", q);
        return said.find(tenancy.current(), query, Parameters.within("limit", limit, 1, MOST)).stream().map(each -> new SaidView(each.conversationId(),
                Objects.requireNonNullElse(each.title(), ConversationController.UNTITLED), each.seq(), each.at(), each.asked() ? "user" : "answer", each.fragment())).toList();
    }
}
