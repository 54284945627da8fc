package palimpsest.runtime.api.openai;

import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.conversation.Agent;
import palimpsest.runtime.caller.CallerRequest;
import palimpsest.runtime.event.CallerTerms;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/responses}: text and functions. */
@RestController
@Tag(name = "OpenAI-compatible")
class ResponseController {

    private final OpenAiResponder responder;
    private final Clock clock;

    ResponseController(OpenAiResponder responder, Clock clock) {
        this.responder = responder;
        this.clock = clock;
    }

    @PostMapping(path = "/v1/responses", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> respond(@RequestBody JsonNode body, HttpServletRequest http, HttpServletResponse response) throws IOException {
        ResponseRequest asked = ResponseRequest.read(Fields.of(body), responder::referenced);
        Agent agent = responder.agent(asked.model());
        CallerTerms terms = responder.terms(agent, CallerTools.flat(asked.fields(), responder.tools(agent)), AskedFormat.flat(asked.fields()), "text.format");
        String conversation = asked.conversation() != null ? asked.conversation() : OpenAiResponder.named(http);
        var request = new CallerRequest(agent, responder.caller(), asked.messages(), terms, conversation, asked.previous(), asked.user(), OpenAiResponder.sender(http));
        long created = clock.instant().getEpochSecond();
        if (!asked.stream()) {
            return responder.whole(request, reply -> new ResponseViews.Frame(reply.id(), created, asked).ended(reply));
        }
        try (var heard = responder.listen(request)) {
            return responder.stream(request, heard, response, new ResponseEvents(new ResponseViews.Frame(heard.turn().id(), created, asked)));
        }
    }
}
