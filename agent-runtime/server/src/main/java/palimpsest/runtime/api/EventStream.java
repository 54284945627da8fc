package palimpsest.runtime.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.MessageEvent;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.SpokenPart;

/**
 * Sends a conversation's events as server-sent events: the stored ones after a point, then new ones as they are appended.
 * Ids are the events' numbers, so that {@code Last-Event-ID} goes on without loss or repetition. Streams end when the web server
 * stops, which would wait for them otherwise; their readers go on at another runtime.
 */
final class EventStream implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final long NO_TIMEOUT = 0L;

    private final ConversationLog conversations;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("events-", 0).factory());
    private volatile boolean closed;
    private volatile boolean started;

    EventStream(ConversationLog conversations) {
        this.conversations = conversations;
    }

    /** For a stream to be opened: what is said from now on is heard. */
    EventFeed.Subscription listen(UUID conversationId, boolean words) {
        return conversations.listen(conversationId, words);
    }

    /**
     * @param subscription    is closed with the stream; when it hears words, they are sent as events {@code tokens}, which have no id
     * @param follow whether to stay for new events after the stored ones
     * @param last   the stream ends after an event for which it holds
     */
    SseEmitter open(String tenant, EventFeed.Subscription subscription, long afterSeq, boolean follow, Predicate<RecordedEvent> last) {
        var emitter = new SseEmitter(NO_TIMEOUT);
        var reader = new Reader(emitter, tenant, subscription, afterSeq, follow, last);
        emitter.onCompletion(reader::stop);
        emitter.onError(ignored -> reader.stop());
        try {
            threads.execute(() -> TenantScope.of(tenant, reader));
        } catch (RejectedExecutionException e) {
            // It came while the streams ended: it ends, too, and its reader connects again.
            subscription.close();
            emitter.complete();
        }
        return emitter;
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public void stop() {
        started = false;
        closed = true;
        threads.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }

    private final class Reader implements Runnable {

        private final SseEmitter emitter;
        private final String tenant;
        private final UUID conversationId;
        private final EventFeed.Subscription subscription;
        private final boolean follow;
        private final Predicate<RecordedEvent> last;
        private long seq;
        /** The last message of the model that was sent. */
        private int spoken;
        private volatile boolean stopped;

        Reader(SseEmitter emitter, String tenant, EventFeed.Subscription subscription, long afterSeq, boolean follow, Predicate<RecordedEvent> last) {
            this.emitter = emitter;
            this.tenant = tenant;
            this.subscription = subscription;
            this.conversationId = subscription.conversationId();
            this.seq = afterSeq;
            this.follow = follow;
            this.last = last;
        }

        void stop() {
            stopped = true;
        }

        @Override
        public void run() {
            try (subscription) {
                // Headers go out at once, so that a client knows that it is connected.
                emitter.send(SseEmitter.event().comment("connected"));
                Duration silence = Duration.ZERO;
                while (!stopped && !closed) {
                    if (sendStored() || !follow) {
                        break;
                    }
                    silence = subscription.awaitEvents(LOOK_AGAIN, this::said) ? Duration.ZERO : silence.plus(LOOK_AGAIN);
                    if (silence.compareTo(KEEP_ALIVE) >= 0) {
                        emitter.send(SseEmitter.event().comment("keep-alive"));
                        silence = Duration.ZERO;
                    }
                }
                emitter.complete();
            } catch (IOException | IllegalStateException e) {
                log.debug("A reader of conversation {} went away after event {}", conversationId, seq);
            } catch (InterruptedException e) {
                emitter.complete();
            } catch (RuntimeException e) {
                log.warn("The event stream of conversation {} ends after event {}: {}", conversationId, seq, e.getMessage());
                emitter.complete();
            }
        }

        /** Sends on what is said. */
        private boolean said(SpokenPart part) throws IOException {
            if (stopped) {
                return false;
            }
            if (part.msgId() > spoken) {
                emitter.send(SseEmitter.event().name("tokens").data(EventView.tokens(part), MediaType.APPLICATION_JSON));
            }
            return true;
        }

        private boolean sendStored() throws IOException {
            for (RecordedEvent event : read()) {
                var view = EventView.of(event);
                emitter.send(SseEmitter.event().id(Long.toString(event.seq())).name(view.name()).data(view.data(), MediaType.APPLICATION_JSON));
                seq = event.seq();
                spoken = event.event() instanceof MessageEvent.AssistantSpoke said ? said.msgId() : spoken;
                if (last.test(event)) {
                    return true;
                }
            }
            return false;
        }

        private Iterable<RecordedEvent> read() {
            try {
                return conversations.next(tenant, subscription, seq);
            } catch (DataAccessException e) {
                // A database that restarts is no reason to drop the reader: it is read again in a moment.
                log.warn("Events of conversation {} can't be read now: {}", conversationId, e.getMessage());
                return List.of();
            }
        }
    }
}
