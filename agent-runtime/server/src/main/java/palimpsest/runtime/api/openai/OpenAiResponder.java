package palimpsest.runtime.api.openai;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.text.Sha256;
import palimpsest.runtime.answer.AnswerFormat;
import palimpsest.runtime.caller.CallerReply;
import palimpsest.runtime.caller.CallerRequest;
import palimpsest.runtime.caller.CallerTurns;
import palimpsest.runtime.caller.Turn;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.event.CallerTerms;
import tools.jackson.databind.json.JsonMapper;

/** What chat completions and responses have in common: who answers, in which conversation, and how an answer goes out. */
final class OpenAiResponder {

    static final String CONVERSATION = "X-Palimpsest-Conversation";

    private static final Logger log = LoggerFactory.getLogger(OpenAiResponder.class);
    private static final String EVENTS = "text/event-stream;charset=UTF-8";

    private final CallerTurns turns;
    private final Agents agents;
    private final Tenancy tenancy;
    private final JsonMapper json;

    OpenAiResponder(CallerTurns turns, Agents agents, Tenancy tenancy, JsonMapper json) {
        this.turns = turns;
        this.agents = agents;
        this.tenancy = tenancy;
        this.json = json;
    }

    /** @throws OpenAiError model_not_found */
    Agent agent(String model) {
        List<Agent> agents = agents();
        return agents.stream().filter(agent -> agent.name().equals(model)).findFirst()
                .or(() -> agents.stream().filter(agent -> agent.id().toString().equals(model)).findFirst())
                .orElseThrow(() -> OpenAiError.unknownModel(model));
    }

    List<Agent> agents() {
        return agents.list(tenancy.current());
    }

    /** The user that the caller has proved to be; null where callers prove nothing. */
    String caller() {
        return tenancy.user().orElse(null);
    }

    /** Names of the agent's own tools. */
    List<String> tools(Agent agent) {
        return agents.terms(agent).tools();
    }

    /** The conversation that the caller names, or null. */
    static String named(HttpServletRequest http) {
        String name = http.getHeader(CONVERSATION);
        if (name != null && name.strip().length() > 200) {
            throw OpenAiError.invalid(CONVERSATION, "A conversation's name has at most 200 characters.");
        }
        return name == null || name.isBlank() ? null : name.strip();
    }

    /** The key for all attempts of a request is the caller's to give: that OpenAI's clients count their attempts says nothing of whose they are. */
    static CallerRequest.Sender sender(HttpServletRequest http) {
        String credential = http.getHeader("Authorization");
        String key = http.getHeader("Idempotency-Key");
        return new CallerRequest.Sender(credential == null ? null : Sha256.hex(credential), key == null || key.isBlank() ? null : key.strip());
    }

    /**
     * What the caller offers and asks for.
     *
     * @param format null for any text
     * @param param  that asked for the format
     * @throws OpenAiError unsupported_value when it takes a language model and the agent has none
     */
    CallerTerms terms(Agent agent, CallerTools tools, AnswerFormat format, String param) {
        if ((tools.required() || format != null) && !agents.terms(agent).languageModel()) {
            throw OpenAiError.unsupported(tools.required() ? "tool_choice" : param, "The agent '" + agent.name() + "' works without a language model: it quotes "
                    + "from documents, and neither calls functions nor writes JSON. Configure a model (palimpsest.models, palimpsest.default-model), or leave "
                    + (tools.required() ? "tool_choice" : param) + " out.");
        }
        return new CallerTerms(tools.functions(), tools.required(), tools.oneCallAtATime(), format);
    }

    /** A reply that a caller refers to by an item of it; empty when there is none, or none yet. */
    Optional<CallerReply> referenced(CallerReply.Id id) {
        return turns.find(tenancy.current(), id);
    }

    /** To be closed. */
    CallerTurns.HeardTurn listen(CallerRequest request) {
        try {
            return turns.listen(request);
        } catch (InterruptedException e) {
            throw stopping();
        }
    }

    /** @throws OpenAiError when the run ended without an answer */
    static CallerReply succeeded(CallerReply reply) {
        if (reply.outcome() instanceof CallerReply.Failed failed) {
            throw OpenAiError.of(failed.failure());
        }
        return reply;
    }

    /** The whole answer. */
    @FunctionalInterface
    interface View {
        Object of(CallerReply reply);
    }

    ResponseEntity<Object> whole(CallerRequest request, View view) {
        try {
            Turn turn = turns.take(request);
            return named(ResponseEntity.ok(), turn).contentType(MediaType.APPLICATION_JSON).body(view.of(succeeded(turns.reply(request, turn, () -> { }))));
        } catch (InterruptedException e) {
            throw stopping();
        }
    }

    /** Writes an answer bit by bit. */
    interface Script {
        void begin(EventWriter events) throws IOException;

        /** The text goes on. */
        void text(EventWriter events, String more) throws IOException;

        /** @param reply whose text was written by then */
        void end(EventWriter events, CallerReply reply) throws IOException;

        /** The run ended without an answer. */
        void failed(EventWriter events, CallerReply reply) throws IOException;

        void error(EventWriter events, OpenAiError error) throws IOException;
    }

    /** Writes to the response on the calling thread; null, for a controller whose response is written. */
    ResponseEntity<Object> stream(CallerRequest request, CallerTurns.HeardTurn heard, HttpServletResponse response, Script script) throws IOException {
        Turn turn = heard.turn();
        response.setContentType(EVENTS);
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader(CONVERSATION, turn.conversationId().toString());
        try {
            write(request, heard, new EventWriter(response.getOutputStream(), json), script);
        } catch (IOException gone) {
            // The run goes on; the same request finds its answer.
            log.debug("The client of run {} went away: {}", turn.id().runId(), gone.getMessage());
        }
        return null;
    }

    private void write(CallerRequest request, CallerTurns.HeardTurn heard, EventWriter events, Script script) throws IOException {
        try {
            script.begin(events);
            CallerReply reply = turns.reply(request, heard, new Along(events, script));
            if (reply.outcome() instanceof CallerReply.Failed) {
                script.failed(events, reply);
            } else {
                script.end(events, reply);
            }
        } catch (InterruptedException e) {
            script.error(events, stopping());
        } catch (RuntimeException e) {
            log.error("The stream of run {} ends without its answer", heard.turn().id().runId(), e);
            script.error(events, OpenAiError.of(HttpStatus.INTERNAL_SERVER_ERROR, null, "internal",
                    "The answer could not be read. Send the request again: it is not carried out twice."));
        }
    }

    private record Along(EventWriter events, Script script) implements CallerTurns.Reader<IOException> {
        @Override
        public void second() throws IOException {
            events.second();
        }

        @Override
        public void more(String text) throws IOException {
            script.text(events, text);
        }
    }

    private static ResponseEntity.BodyBuilder named(ResponseEntity.BodyBuilder response, Turn turn) {
        return response.header(CONVERSATION, turn.conversationId().toString());
    }

    private static OpenAiError stopping() {
        return OpenAiError.of(HttpStatus.SERVICE_UNAVAILABLE, null, "stopping",
                "The runtime is stopping; the run goes on later. Send the request again: it is not carried out twice.");
    }
}
