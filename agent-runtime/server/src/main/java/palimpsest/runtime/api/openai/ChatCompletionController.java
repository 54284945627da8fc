package palimpsest.runtime.api.openai;

import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.conversation.Agent;
import palimpsest.runtime.caller.CallerReply;
import palimpsest.runtime.caller.CallerRequest;
import palimpsest.runtime.event.CallerTerms;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/chat/completions}. */
@RestController
@Tag(name = "OpenAI-compatible")
class ChatCompletionController {

    private final OpenAiResponder responder;
    private final Clock clock;

    ChatCompletionController(OpenAiResponder responder, Clock clock) {
        this.responder = responder;
        this.clock = clock;
    }

    @PostMapping(path = "/v1/chat/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> complete(@RequestBody JsonNode body, HttpServletRequest http, HttpServletResponse response) throws IOException {
        String conversation = OpenAiResponder.named(http);
        ChatRequest chat = ChatRequest.read(Fields.of(body), conversation != null);
        Agent agent = responder.agent(chat.model());
        CallerTerms terms = responder.terms(agent, CallerTools.nested(chat.fields(), responder.tools(agent)), AskedFormat.nested(chat.fields()), "response_format");
        var request = new CallerRequest(agent, responder.caller(), chat.messages(), terms, conversation, null, chat.user(), OpenAiResponder.sender(http));
        long created = clock.instant().getEpochSecond();
        if (!chat.stream()) {
            return responder.whole(request, reply -> new ChatViews.Frame(id(reply.id()), created, chat.model()).completion(reply));
        }
        try (var heard = responder.listen(request)) {
            return responder.stream(request, heard, response, new Chunks(new ChatViews.Frame(id(heard.turn().id()), created, chat.model()), chat.includeUsage()));
        }
    }

    private static String id(CallerReply.Id id) {
        return "chatcmpl-" + id;
    }

    /** The role at once, so that the client knows that it is heard; what is said as it is said. */
    private record Chunks(ChatViews.Frame frame, boolean includeUsage) implements OpenAiResponder.Script {

        @Override
        public void begin(EventWriter events) throws IOException {
            events.data(frame.chunk(new ChatViews.Delta("assistant", "", null), null));
        }

        @Override
        public void end(EventWriter events, CallerReply reply) throws IOException {
            switch (reply.outcome()) {
                case CallerReply.Answered answered when answered.refused() -> events.data(frame.chunk(new ChatViews.Delta(null, null, null, answered.text()), null));
                case CallerReply.Answered ignored -> { }
                case CallerReply.Called called -> events.data(frame.chunk(new ChatViews.Delta(null, null, ChatViews.toolCalls(called.calls())), null));
                case CallerReply.Failed failed -> throw OpenAiError.of(failed.failure());
            }
            events.data(frame.chunk(ChatViews.Delta.NOTHING, ChatViews.finishReason(reply.outcome())));
            if (includeUsage) {
                events.data(frame.usage(reply.usage()));
            }
            events.done();
        }

        @Override
        public void text(EventWriter events, String more) throws IOException {
            events.data(frame.chunk(new ChatViews.Delta(null, more, null), null));
        }

        @Override
        public void failed(EventWriter events, CallerReply reply) throws IOException {
            error(events, OpenAiError.of(((CallerReply.Failed) reply.outcome()).failure()));
        }

        @Override
        public void error(EventWriter events, OpenAiError error) throws IOException {
            events.data(error.view());
        }
    }
}
