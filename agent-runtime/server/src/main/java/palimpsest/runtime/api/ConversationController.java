package palimpsest.runtime.api;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.Conversation;
import palimpsest.runtime.api.Views.AskedView;
import palimpsest.runtime.api.Views.ConversationLine;
import palimpsest.runtime.api.Views.ConversationRequest;
import palimpsest.runtime.api.Views.ConversationView;
import palimpsest.runtime.api.Views.DocumentView;
import palimpsest.runtime.api.Views.MessageRequest;
import palimpsest.runtime.api.Views.TitleRequest;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.RunTerms;

/** Conversations: make one, ask in it, follow what happens. */
@RestController
@RequestMapping("/api/conversations")
@Tag(name = "Conversations")
class ConversationController {

    static final String UNTITLED = "New conversation";
    private static final int LARGEST_PAGE = 100;

    private final Conversations conversations;
    private final Agents agents;
    private final ConversationDocuments documents;
    private final EventStream events;
    private final Tenancy tenancy;

    ConversationController(Conversations conversations, Agents agents, ConversationDocuments documents, EventStream events, Tenancy tenancy) {
        this.conversations = conversations;
        this.agents = agents;
        this.documents = documents;
        this.events = events;
        this.tenancy = tenancy;
    }

    @PostMapping
    ResponseEntity<ConversationView> create(@RequestBody(required = false) ConversationRequest request) {
        var wanted = request == null ? new ConversationRequest(null, null, null) : request;
        Conversation conversation = conversations.create(tenancy.current(), wanted.agentId(), wanted.title(), tenancy.userOr(wanted.userId()));
        return ResponseEntity.created(URI.create("/api/conversations/" + conversation.id())).body(view(conversation));
    }

    @GetMapping
    List<ConversationLine> list() {
        return conversations.list(tenancy.current()).stream()
                .map(conversation -> new ConversationLine(conversation.id(), conversation.agentId(), title(conversation),
                        conversation.createdAt(), conversation.updatedAt()))
                .toList();
    }

    @GetMapping("/{id}")
    ConversationView one(@PathVariable UUID id) {
        return view(conversations.find(tenancy.current(), id));
    }

    @PatchMapping("/{id}")
    ConversationView rename(@PathVariable UUID id, @RequestBody TitleRequest request) {
        return view(conversations.rename(tenancy.current(), id, request.title()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id) {
        conversations.delete(tenancy.current(), id);
    }

    @PostMapping(path = "/{id}/messages", produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
    ResponseEntity<?> ask(@PathVariable UUID id, @RequestBody MessageRequest request,
                          @RequestHeader(name = "Accept", defaultValue = MediaType.APPLICATION_JSON_VALUE) String accept,
                          @RequestParam(name = "tokens", defaultValue = "false") boolean tokens) {
        String tenant = tenancy.current();
        if (accept.contains(MediaType.TEXT_EVENT_STREAM_VALUE)) {
            return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).body(asked(tenant, id, request.content(), tokens));
        }
        Conversations.Asked asked = conversations.ask(tenant, id, request.content());
        return ResponseEntity.accepted().contentType(MediaType.APPLICATION_JSON).body(new AskedView(asked.runId(), id, asked.eventSeq()));
    }

    /** Listens before it asks: the model may speak at once. */
    private SseEmitter asked(String tenant, UUID id, String question, boolean tokens) {
        EventFeed.Subscription subscription = events.listen(id, tokens);
        try {
            Conversations.Asked asked = conversations.ask(tenant, id, question);
            return events.open(tenant, subscription, asked.eventSeq(), true, event -> asked.runId().equals(event.runId()) && EventView.of(event).endsRun());
        } catch (RuntimeException e) {
            subscription.close();
            throw e;
        }
    }

    @PostMapping("/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void cancel(@PathVariable UUID id) {
        conversations.cancel(tenancy.current(), id);
    }

    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@PathVariable UUID id, @RequestHeader(name = "Last-Event-ID", required = false) Long lastEventId,
                      @RequestParam(name = "after", defaultValue = "0") long after, @RequestParam(name = "follow", defaultValue = "true") boolean follow,
                      @RequestParam(name = "tokens", defaultValue = "false") boolean tokens) {
        String tenant = tenancy.current();
        conversations.find(tenant, id);
        return events.open(tenant, events.listen(id, tokens), lastEventId == null ? after : lastEventId, follow, event -> false);
    }

    /**
     * The newest events as whole runs, without a stream: for readers who begin at the end. Their stream goes on with {@code after} the last of them.
     *
     * @param before the point before which the events lie; from the end when not given
     * @param runs   questions, 1 to 100
     */
    @GetMapping(path = "/{id}/events/page", produces = MediaType.APPLICATION_JSON_VALUE)
    SequencedMap<String, Object> eventPage(@PathVariable UUID id, @RequestParam(required = false) Long before, @RequestParam(defaultValue = "20") int runs) {
        int most = Parameters.within("runs", runs, 1, LARGEST_PAGE);
        var page = conversations.newestEvents(tenancy.current(), id, before == null ? Long.MAX_VALUE : before, most);
        return EventView.map("events", page.events().stream().map(event -> {
            var view = EventView.of(event);
            return EventView.map("id", event.seq(), "event", view.name(), "data", view.data());
        }).toList(), "before", page.before());
    }

    private ConversationView view(Conversation conversation) {
        String tenant = tenancy.current();
        ContextState state = conversations.state(tenant, conversation.id());
        Agent agent = agents.of(tenant, conversation);
        RunTerms terms = agents.shownTerms(agent);
        return new ConversationView(conversation.id(), agent.id(), title(conversation), terms.model(), terms.languageModel(), terms.window(),
                state.running() ? "running" : "idle", conversation.createdAt(), conversation.updatedAt(),
                documents.of(tenant, state).stream().map(document -> DocumentView.of(document, false)).toList());
    }

    private static String title(Conversation conversation) {
        return conversation.title() == null ? UNTITLED : conversation.title();
    }
}
