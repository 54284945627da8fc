package palimpsest.runtime.caller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.runtime.event.ConversationEvent.ApprovalRequested;
import palimpsest.runtime.event.ConversationEvent.AssistantSpoke;
import palimpsest.runtime.event.ConversationEvent.ModelAnswered;
import palimpsest.runtime.event.ConversationEvent.RunFailed;
import palimpsest.runtime.event.ConversationEvent.RunFinished;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.Heard;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.SpokenPart;
import palimpsest.runtime.event.StandingEvents;

/** Reads replies out of the log: a reply is what the events of its run say, whoever works on it and however often it is asked for. */
public final class CallerReplies {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final ConversationLog log;

    public CallerReplies(ConversationLog log) {
        this.log = log;
    }

    /** Told each second in which nothing happened. */
    @FunctionalInterface
    public interface Idle<E extends Exception> {
        void second() throws E;
    }

    /** Told what a model says meanwhile. */
    @FunctionalInterface
    interface Words<E extends Exception> {
        void said(SpokenPart part) throws E;
    }

    /** The reply; waits for it. */
    public <E extends Exception> CallerReply await(String tenant, Turn turn, Idle<E> idle) throws E, InterruptedException {
        try (var ear = log.listen(turn.conversationId(), false)) {
            return await(tenant, turn, ear, idle, part -> { });
        }
    }

    /** The same with what is said meanwhile. */
    <E extends Exception> CallerReply await(String tenant, Turn turn, EventFeed.Listening ear, Idle<E> idle, Words<E> words) throws E, InterruptedException {
        List<RecordedEvent> events = new ArrayList<>();
        while (true) {
            events.addAll(log.read(tenant, turn.conversationId(), events.isEmpty() ? turn.id().after() : events.getLast().seq()));
            Optional<CallerReply> reply = reply(turn, events);
            if (reply.isPresent()) {
                return reply.get();
            }
            Heard heard = ear.next(LOOK_AGAIN);
            while (heard instanceof SpokenPart part) {
                if (part.runId().equals(turn.id().runId())) {
                    words.said(part);
                }
                heard = ear.next(LOOK_AGAIN);
            }
            // Another runtime on the same database tells nothing here.
            if (heard == null) {
                idle.second();
            }
        }
    }

    /** The reply, if it is there. */
    public Optional<CallerReply> find(String tenant, Turn turn) {
        return reply(turn, log.read(tenant, turn.conversationId(), turn.id().after()));
    }

    /** @param events of the conversation, all after the turn's beginning */
    static Optional<CallerReply> reply(Turn turn, List<RecordedEvent> events) {
        UUID run = turn.id().runId();
        long input = 0;
        long cached = 0;
        long output = 0;
        long reasoning = 0;
        AssistantSpoke said = null;
        for (RecordedEvent event : StandingEvents.of(events)) {
            if (!run.equals(event.runId())) {
                continue;
            }
            CallerReply.Outcome outcome = null;
            switch (event.event()) {
                case ModelAnswered used -> {
                    input += used.inputTokens();
                    cached += used.cachedTokens();
                    output += used.outputTokens();
                    reasoning += used.reasoningTokens() == null ? 0 : used.reasoningTokens();
                }
                case AssistantSpoke spoke -> said = spoke;
                case ApprovalRequested request when request.isOfCaller() ->
                        outcome = new CallerReply.Called(said == null ? null : said.text(), request.calls());
                case RunFinished finished -> outcome = new CallerReply.Answered(finished.result().answer(), finished.result().stoppedBy());
                case RunFailed failed -> outcome = new CallerReply.Failed(failed);
                default -> { }
            }
            if (outcome != null) {
                return Optional.of(new CallerReply(turn.id(), turn.conversationId(), event.seq(), event.at(), outcome,
                        new CallerReply.Usage(input, cached, output, reasoning)));
            }
        }
        return Optional.empty();
    }
}
