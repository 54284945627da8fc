package palimpsest.runtime.model;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;

/** Reads one response's body as it comes, on the calling thread and until a deadline. A stream that ends in the middle of a message is a failure. */
final class StreamReading {

    private final InputStream body;
    private final Edge edge;
    private final Failures failures;
    private volatile boolean late;
    private boolean complete;
    private Throwable error;

    StreamReading(InputStream body, Edge edge, Failures failures) {
        this.body = body;
        this.edge = edge;
        this.failures = failures;
    }

    /** Hands each event on. */
    void events(Duration atMost, ServerSentEventParser parser, ServerSentEventListener listener) {
        within(atMost, () -> parser.parse(body, new Watching(listener)));
        if (Thread.currentThread().isInterrupted()) {
            throw failures.cancelled(error);
        }
        if (late) {
            throw failures.timeout(error);
        }
        if (!complete) {
            throw failures.cutOff(error);
        }
        listener.onClose();
    }

    /** The body of a response that is no stream. */
    String whole(Duration atMost) {
        var text = new CompletableFuture<String>();
        within(atMost, () -> {
            try {
                text.complete(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                error = e;
            }
        });
        if (!text.isDone()) {
            throw late ? failures.timeout(error) : failures.cutOff(error);
        }
        return text.join();
    }

    private void within(Duration atMost, Runnable reading) {
        var deadline = new CompletableFuture<Void>().orTimeout(atMost.toNanos(), TimeUnit.NANOSECONDS);
        deadline.exceptionally(passed -> {
            late = true;
            close();
            return null;
        });
        try {
            reading.run();
        } finally {
            deadline.complete(null);
            close();
        }
    }

    /** Wakes whoever reads. */
    private void close() {
        try {
            body.close();
        } catch (IOException e) {
            // It is closed then.
        }
    }

    /** The listener of LangChain4j, which takes the end of a stream for the end of the message. */
    private final class Watching implements ServerSentEventListener {

        private final ServerSentEventListener listener;

        Watching(ServerSentEventListener listener) {
            this.listener = listener;
        }

        @Override
        public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
            try {
                complete |= edge.completes(event.data());
            } catch (JacksonException e) {
                // The model's own listener makes a failure of it.
                error = e;
            }
            listener.onEvent(event, context);
        }

        @Override
        public void onError(Throwable thrown) {
            error = thrown;
        }
    }
}
