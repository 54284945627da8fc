package palimpsest.runtime.caller;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import palimpsest.memory.conversation.CallerTurn;
import palimpsest.memory.conversation.CallerTurn.Kind;
import palimpsest.memory.conversation.CallerTurnStore;
import palimpsest.memory.run.RunRow;
import palimpsest.memory.run.RunState;
import palimpsest.memory.text.Sha256;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.conversation.Asking;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.RunControl;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.history.HistoryMessage;

/**
 * Takes in what callers that know messages only send: each message once, in the conversation that it belongs to. A request that is
 * sent again is answered by the run that answers it already; one that goes on from an earlier place than the conversation's last
 * goes on in a fork.
 */
public final class CallerTurns {

    private static final int ATTEMPTS = 5;
    /** Ways in which a run ends with words of the runtime's and no limit to blame. */
    private static final Set<String> STOPPED = Set.of("cancelled", "verification");

    private final CallerTurnStore turns;
    private final CallerPlaces places;
    private final CallerReplies replies;
    private final Conversations conversations;
    private final RunControl runs;
    private final ConversationLog log;
    private final Duration retryWindow;
    private final Clock clock;

    /** @param retryWindow for which the same request counts as sent again after it was answered */
    public CallerTurns(CallerTurnStore turns, CallerPlaces places, CallerReplies replies, Conversations conversations, RunControl runs, ConversationLog log,
                       Duration retryWindow, Clock clock) {
        this.turns = turns;
        this.places = places;
        this.replies = replies;
        this.conversations = conversations;
        this.runs = runs;
        this.log = log;
        this.retryWindow = retryWindow;
        this.clock = clock;
    }

    /**
     * Takes a request in; returns as soon as it is recorded.
     *
     * @throws RequestRefused as {@link Conversations#ask} does, IDEMPOTENCY_KEY_REUSED for an idempotency key that came with another request, NOT_FOUND for an unknown conversation or reply, RUN_STATE when a result was
     *                        given that nobody waits for
     */
    public Turn take(CallerRequest request) throws InterruptedException {
        return take(request, place -> { });
    }

    /** The same, and listens from the beginning to what is said; to be closed. */
    public HeardTurn listen(CallerRequest request) throws InterruptedException {
        List<EventFeed.Subscription> subscriptions = new ArrayList<>();
        try {
            Turn turn = take(request, place -> subscriptions.add(log.listen(place, true)));
            var heard = subscriptions.stream().filter(subscription -> subscription.conversationId().equals(turn.conversationId())).findFirst();
            EventFeed.Subscription subscription = heard.orElseGet(() -> log.listen(turn.conversationId(), true));
            subscriptions.remove(subscription);
            return new HeardTurn(turn, subscription);
        } finally {
            subscriptions.forEach(EventFeed.Subscription::close);
        }
    }

    /** A turn and a subscription to its conversation. */
    public record HeardTurn(Turn turn, EventFeed.Subscription subscription) implements AutoCloseable {
        @Override
        public void close() {
            subscription.close();
        }
    }

    /** @param listener told of the conversation before the run can begin; of several where a first one did not do */
    private Turn take(CallerRequest request, Consumer<UUID> listener) throws InterruptedException {
        if (!recognisable(request)) {
            return asked(request, List.of(), listener);
        }
        String key = requestKey(request);
        String wish = wishKey(request.sender());
        for (int attempt = 1; ; attempt++) {
            Optional<CallerTurn> known = turns.find(request.tenant(), request.agent().id(), Kind.REQUEST, key);
            Optional<CallerTurn> wished = wish == null ? Optional.empty() : turns.find(request.tenant(), request.agent().id(), Kind.REQUEST, wish);
            if (known.isEmpty() && wished.isPresent() && !wished.get().deleted()) {
                throw new RequestRefused(Reason.IDEMPOTENCY_KEY_REUSED, "Idempotency-Key", "This Idempotency-Key came with another request before: send each request with a key of its own, and the same one only to send the same request again.");
            }
            Optional<Turn> again = known.isPresent() && !known.get().deleted() ? sentAgain(request, known.get()) : Optional.empty();
            if (again.isPresent()) {
                return again.get();
            }
            try {
                return asked(request, claims(known, key, wished, wish), listener);
            } catch (TakenByAnother e) {
                if (attempt == ATTEMPTS) {
                    throw new RequestRefused(Reason.RUN_IN_PROGRESS, "The same request is sent many times at once: wait for its answer.");
                }
            }
        }
    }

    /** A reply that is there already. */
    public Optional<CallerReply> find(String tenant, CallerReply.Id id) {
        try {
            return replies.find(tenant, new Turn(runs.find(tenant, id.runId()).conversationId(), id));
        } catch (RequestRefused e) {
            return Optional.empty();
        }
    }

    /**
     * Whether the same request is this one sent again: the caller gives it a key, says which conversation or user it belongs to, or knows a
     * history that is nobody else's. The same opener alone may be a stranger's.
     */
    private boolean recognisable(CallerRequest request) {
        return request.sender().idempotencyKey() != null || request.conversation() != null || request.previous() != null || request.user() != null
                || !request.answered().isEmpty() && places.known(request).isPresent();
    }

    /** Waits for the reply, and keeps where it stands, so that the caller's next request finds it. */
    public <E extends Exception> CallerReply reply(CallerRequest request, Turn turn, CallerReplies.Idle<E> idle) throws E, InterruptedException {
        return kept(request, asWanted(request, replies.await(request.tenant(), turn, idle)));
    }

    /** Shown as it is said. */
    public interface Reader<E extends Exception> extends CallerReplies.Idle<E> {
        void more(String text) throws E;
    }

    /** The same for a caller that reads along: what it was not shown yet is shown before this returns, and the text of the reply is all that it was shown. */
    public <E extends Exception> CallerReply reply(CallerRequest request, HeardTurn heard, Reader<E> reader) throws E, InterruptedException {
        var spoken = new SpokenReply();
        // What may yet be refused is shown when it is given.
        boolean along = !request.terms().restrictAnswers();
        CallerReply reply = replies.await(request.tenant(), heard.turn(), heard.subscription(), reader, part -> {
            if (along) {
                show(spoken.hear(part), reader);
            }
            return true;
        });
        CallerReply wanted = asWanted(request, reply);
        show(spoken.rest(wanted), reader);
        return kept(request, spoken.asShown(wanted));
    }

    /** Of a run that was stopped, the runtime's words are not what the caller asked an answer to be. */
    private static CallerReply asWanted(CallerRequest request, CallerReply reply) {
        return request.terms().restrictAnswers() && reply.outcome() instanceof CallerReply.Answered answered && STOPPED.contains(answered.stoppedBy())
                ? reply.with(new CallerReply.Failed(new RunFailed("stopped", "The run was stopped", answered.text(), false))) : reply;
    }

    private static <E extends Exception> void show(String text, Reader<E> reader) throws E {
        if (!text.isEmpty()) {
            reader.more(text);
        }
    }

    private CallerReply kept(CallerRequest request, CallerReply reply) {
        if (!(reply.outcome() instanceof CallerReply.Failed)) {
            List<HistoryMessage> history = new ArrayList<>(request.messages());
            history.add(Replied.message(reply));
            keep(request, request.key(history), reply);
            request.keyByCalls(history).ifPresent(key -> keep(request, key, reply));
        }
        return reply;
    }

    private void keep(CallerRequest request, HistoryKey key, CallerReply reply) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<CallerTurn> known = turns.all(request.tenant(), request.agent().id(), Kind.REPLY, key.value());
            boolean kept = known.stream().anyMatch(turn -> turn.seq() == reply.seq() && turn.conversationId().equals(reply.conversationId()));
            int next = known.stream().mapToInt(CallerTurn::generation).max().orElse(0) + 1;
            if (kept || turns.add(request.tenant(), request.agent().id(), Kind.REPLY, key.value(), next, reply.conversationId(), reply.id().runId(), reply.seq())) {
                return;
            }
        }
    }

    private static String requestKey(CallerRequest request) {
        return request.key(request.messages()).with("request", request.instructions(), request.terms().toString(),
                Objects.toString(request.previous(), ""), request.sender().credential(), request.sender().idempotencyKey()).value();
    }

    /** What an idempotency key stands for, whatever is sent with it; null without one. */
    private static String wishKey(CallerRequest.Sender sender) {
        return sender.idempotencyKey() == null ? null : Sha256.hex("idempotency key\n" + sender.credential() + "\n" + sender.idempotencyKey());
    }

    /** A key that a request is recognised by. @param generation from 1: how often it is taken, this time included */
    private record Claim(String key, int generation) {

        private Claim(String key, Optional<CallerTurn> known) {
            this(key, known.map(CallerTurn::generation).orElse(0) + 1);
        }
    }

    private static List<Claim> claims(Optional<CallerTurn> known, String key, Optional<CallerTurn> wished, String wish) {
        return wish == null ? List.of(new Claim(key, known)) : List.of(new Claim(key, known), new Claim(wish, wished));
    }

    // --- sent again

    /** The turn of a request that was taken in already; empty when it says the same once more. */
    private Optional<Turn> sentAgain(CallerRequest request, CallerTurn known) {
        var turn = new Turn(known.conversationId(), new CallerReply.Id(known.runId(), known.seq()));
        Optional<CallerReply> reply = replies.find(request.tenant(), turn);
        if (reply.isEmpty()) {
            return Optional.of(turn);
        }
        if (reply.get().outcome() instanceof CallerReply.Failed) {
            return triedAgain(request, turn);
        }
        boolean told = request.sender().idempotencyKey() != null;
        // A conversation that is called by its name gets the same short message twice ("go on").
        boolean placed = request.conversation() == null && request.user() == null || !request.answered().isEmpty();
        boolean soon = reply.get().at().plus(retryWindow).isAfter(clock.instant());
        return told || placed && soon ? Optional.of(turn) : Optional.empty();
    }

    /** A run that failed goes on where it did; the question is not asked a second time. */
    private Optional<Turn> triedAgain(CallerRequest request, Turn turn) {
        long last = log.lastSeq(request.tenant(), turn.conversationId());
        try {
            runs.retry(request.tenant(), turn.id().runId(), null);
        } catch (RequestRefused e) {
            if (e.reason() != Reason.RUN_STATE) {
                throw e;
            }
            // It is not the last run any more, or someone else tries it again at this moment.
            RunRow run = runs.find(request.tenant(), turn.id().runId());
            if (run.state().ended()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Turn(turn.conversationId(), new CallerReply.Id(turn.id().runId(), last)));
    }

    // --- a new request

    /** @param claims empty for a request that is told from no other */
    private Turn asked(CallerRequest request, List<Claim> claims, Consumer<UUID> listener) throws InterruptedException {
        CallerPlaces.Place place = places.of(request);
        listener.accept(place.conversationId());
        try {
            if (!request.results().isEmpty() && place.known()) {
                return given(request, place, claims);
            }
            if (waitingCall(request, place.conversationId()).isPresent()) {
                abandoned(request, place.conversationId());
            }
            return question(request, place, claims);
        } catch (TakenByAnother | RequestRefused e) {
            if (place.made()) {
                conversations.delete(request.tenant(), place.conversationId());
            }
            throw e;
        }
    }

    private Turn question(CallerRequest request, CallerPlaces.Place place, List<Claim> claims) {
        String question = place.known() || request.answered().isEmpty() ? request.said() : request.unknown().question();
        var asking = new Asking(question, request.instructions(), request.terms());
        // The run's own events say where it begins: nothing of it stands before its question.
        long before = log.lastSeq(request.tenant(), place.conversationId());
        var asked = conversations.ask(request.tenant(), place.conversationId(), asking,
                runId -> claim(request, claims, place.conversationId(), runId, before));
        return new Turn(place.conversationId(), new CallerReply.Id(asked.runId(), before));
    }

    /** The results of the functions that the run waits for. */
    private Turn given(CallerRequest request, CallerPlaces.Place place, List<Claim> claims) throws InterruptedException {
        UUID runId = runs.ofConversation(request.tenant(), place.conversationId()).getLast().id();
        var waiting = waitingCall(request, place.conversationId()).orElseThrow(() -> new RequestRefused(Reason.RUN_STATE,
                "The conversation waits for the result of no function: send the result with all messages before it, or ask something."));
        Map<String, String> results = new LinkedHashMap<>();
        request.results().stream().filter(given -> given.callId() != null).forEach(given -> results.put(given.callId(), given.content()));
        if (!results.containsKey(waiting.callId())) {
            throw new RequestRefused(Reason.INVALID, "The conversation waits for the result of call " + waiting.callId()
                    + ", and there is none among the messages.");
        }
        // No question can be asked before the calls are answered: what the user says beside the results goes with the first.
        results.computeIfPresent(waiting.callId(), (id, content) -> request.said().isEmpty() ? content : content + "\n\nThe user says: " + request.said());
        long[] before = new long[1];
        runs.result(request.tenant(), runId, results, request.terms(), lastSeq -> {
            before[0] = lastSeq;
            claim(request, claims, place.conversationId(), runId, lastSeq);
        });
        return new Turn(place.conversationId(), new CallerReply.Id(runId, before[0]));
    }

    private void claim(CallerRequest request, List<Claim> claims, UUID conversationId, UUID runId, long seq) {
        for (Claim claim : claims) {
            if (!turns.add(request.tenant(), request.agent().id(), Kind.REQUEST, claim.key, claim.generation, conversationId, runId, seq)) {
                throw new TakenByAnother();
            }
        }
    }

    private Optional<ApprovalRequested> waitingCall(CallerRequest request, UUID conversationId) {
        ContextState state = conversations.state(request.tenant(), conversationId);
        return state.running() ? state.run().orElseThrow().parking().waitingFor().filter(ApprovalRequested::isOfCaller) : Optional.empty();
    }

    /** The caller asks something else instead of giving the result: the run that waits for it ends first. */
    private void abandoned(CallerRequest request, UUID conversationId) throws InterruptedException {
        RunRow run = runs.ofConversation(request.tenant(), conversationId).getLast();
        long last = log.lastSeq(request.tenant(), conversationId);
        if (run.state() == RunState.WAITING) {
            conversations.cancel(request.tenant(), conversationId);
            replies.await(request.tenant(), new Turn(conversationId, new CallerReply.Id(run.id(), last)), () -> { });
        }
    }

    /** Another request with the same messages was recorded first. */
    private static final class TakenByAnother extends RuntimeException {
        private TakenByAnother() {
            super(null, null, false, false);
        }
    }
}
