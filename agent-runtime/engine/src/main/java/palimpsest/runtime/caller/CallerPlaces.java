package palimpsest.runtime.caller;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.conversation.CallerTurn;
import palimpsest.memory.conversation.CallerTurn.Kind;
import palimpsest.memory.conversation.CallerTurnStore;
import palimpsest.memory.conversation.Conversation;
import palimpsest.memory.run.RunRow;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.RunControl;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.HistoryEvent.ConversationForked;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.history.ConversationImport;
import palimpsest.runtime.history.HistoryMessage;
import palimpsest.runtime.history.ImportedAgents.Wanted;

/** Finds the conversation in which a request goes on: by its name, by the reply before, by its history, or by its user. */
public final class CallerPlaces {

    private final CallerTurnStore turns;
    private final CallerReplies replies;
    private final Conversations conversations;
    private final RunControl runs;
    private final ConversationLog log;
    private final ConversationImport imports;

    public CallerPlaces(CallerTurnStore turns, CallerReplies replies, Conversations conversations, RunControl runs, ConversationLog log,
                        ConversationImport imports) {
        this.turns = turns;
        this.replies = replies;
        this.conversations = conversations;
        this.runs = runs;
        this.log = log;
        this.imports = imports;
    }

    /**
     * @param known whether what came before the request is in the conversation as it was
     * @param made  whether the conversation was made for this request, and nothing is lost with it
     */
    record Place(UUID conversationId, boolean known, boolean made) {}

    Place of(CallerRequest request) throws InterruptedException {
        if (request.conversation() != null) {
            return new Place(named(request.agent(), request.caller(), request.conversation(), owner(request)), true, false);
        }
        if (request.previous() != null) {
            return after(request, previous(request));
        }
        if (!request.answered().isEmpty()) {
            var known = known(request);
            return known.isPresent() ? after(request, known.get()) : imported(request);
        }
        if (request.user() != null) {
            return new Place(standing(request.agent(), request.caller(), Kind.USER, request.user(), owner(request)), true, false);
        }
        return new Place(create(request).id(), false, true);
    }

    /** Nobody knows whether two callers that name no user are the same: what is said to one is not remembered of the other. */
    private static String owner(CallerRequest request) {
        return request.owner() != null ? request.owner() : "anonymous-" + UUID.randomUUID();
    }

    // --- by name

    /**
     * The agent's conversation of that id, or the one that the caller keeps under that name, which is made when there is none.
     *
     * @param caller the user that the caller has proved to be, who has names of its own; null where callers prove nothing
     * @throws RequestRefused NOT_FOUND, or INVALID when it is another agent's
     */
    public UUID named(Agent agent, String caller, String conversationOrName) {
        return named(agent, caller, conversationOrName, caller);
    }

    private UUID named(Agent agent, String caller, String conversationOrName, String owner) {
        Optional<UUID> id = id(conversationOrName);
        if (id.isEmpty()) {
            return standing(agent, caller, Kind.NAME, conversationOrName, owner);
        }
        Conversation conversation = conversations.find(agent.tenant(), id.get());
        if (!conversation.agentId().equals(agent.id())) {
            throw new RequestRefused(Reason.INVALID, "Conversation " + id.get() + " is another agent's: give that agent as the model.");
        }
        return conversation.id();
    }

    private static Optional<UUID> id(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The conversation that is kept under the name, made when there is none. */
    private UUID standing(Agent agent, String caller, Kind kind, String name, String owner) {
        String key = caller == null ? name : HistoryKey.of(caller).with(name).value();
        while (true) {
            var known = turns.find(agent.tenant(), agent.id(), kind, key);
            if (known.isPresent() && !known.get().deleted()) {
                return known.get().conversationId();
            }
            Conversation made = conversations.create(agent.tenant(), agent.id(), null, owner);
            if (turns.add(agent.tenant(), agent.id(), kind, key, known.map(CallerTurn::generation).orElse(0) + 1, made.id(), null, 0)) {
                return made.id();
            }
            conversations.delete(agent.tenant(), made.id());
        }
    }

    private Conversation create(CallerRequest request) {
        return conversations.create(request.tenant(), request.agent().id(), null, owner(request));
    }

    // --- by what came before

    /** The reply that a request goes on from by its history; empty when there is none, or when it could be a stranger's. */
    Optional<CallerTurn> known(CallerRequest request) {
        List<HistoryMessage> answered = request.answered();
        return request.keyByCalls(answered).flatMap(key -> known(request, key)).or(() -> known(request, request.key(answered)));
    }

    private Optional<CallerTurn> known(CallerRequest request, HistoryKey key) {
        List<CallerTurn> known = turns.all(request.tenant(), request.agent().id(), Kind.REPLY, key.value());
        return known.stream().filter(turn -> !turn.deleted()).findFirst().filter(newest -> request.user() != null || ofOneCaller(request.tenant(), known));
    }

    /** Strangers who say the same and are told the same have one history and a conversation each; forks of one conversation are one caller's. */
    private boolean ofOneCaller(String tenant, List<CallerTurn> known) {
        Set<UUID> conversations = known.stream().map(CallerTurn::conversationId).collect(Collectors.toSet());
        return conversations.size() == 1 || conversations.stream().map(conversation -> origin(tenant, conversation)).distinct().count() == 1;
    }

    private UUID origin(String tenant, UUID conversation) {
        return log.page(tenant, conversation, List.of(ConversationForked.class), 0, 1).stream().findFirst()
                .map(forked -> origin(tenant, ((ConversationForked) forked.event()).conversationId())).orElse(conversation);
    }

    private CallerTurn previous(CallerRequest request) {
        CallerReply.Id id = request.previous().reply();
        RunRow run = runs.find(request.tenant(), id.runId());
        CallerReply reply = replies.find(request.tenant(), new Turn(run.conversationId(), id))
                .orElseThrow(() -> new RequestRefused(Reason.RUN_IN_PROGRESS, "The response before is still being worked on: wait for it."));
        return new CallerTurn(1, run.conversationId(), run.id(), reply.seq(), false);
    }

    /** Right after a reply: in its conversation when nothing was said there since, or else in a fork. */
    private Place after(CallerRequest request, CallerTurn reply) throws InterruptedException {
        boolean last = log.page(request.tenant(), reply.conversationId(), List.of(UserSpoke.class, ApprovalAnswered.class), reply.seq(), 1).isEmpty();
        if (last) {
            return new Place(reply.conversationId(), true, false);
        }
        Conversation fork = runs.fork(request.tenant(), reply.runId(), reply.seq());
        if (!request.results().isEmpty()) {
            // The copied run comes to the same call again and waits for its result.
            UUID run = runs.ofConversation(request.tenant(), fork.id()).getLast().id();
            replies.await(request.tenant(), new Turn(fork.id(), new CallerReply.Id(run, reply.seq())), () -> { });
        }
        return new Place(fork.id(), true, true);
    }

    /** A history that began elsewhere, or was edited: it becomes a conversation as it is. */
    private Place imported(CallerRequest request) {
        var before = request.unknown().before();
        UUID id = before.isEmpty() ? create(request).id()
                : imports.messages(request.tenant(), before, new Wanted(request.agent().name(), null, owner(request))).conversationId();
        return new Place(id, false, true);
    }
}
