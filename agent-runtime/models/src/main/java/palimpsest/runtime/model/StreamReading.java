package palimpsest.runtime.model;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one response's body as it comes, on the calling thread and until a deadline. A stream that ends in the middle of a message is a failure,
 * and so is one that tells of an error, before the message's text or after some of it.
 */
final class StreamReading {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Of a stream without data what it was instead is told by its beginning. */
    private static final int BEGINNING = 512;
    /** Bytes of one response: longer than any answer, and short beside a heap. */
    static final int LONGEST = 32 * 1024 * 1024;
    private static final String DONE = "[DONE]";
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Beginning body;
    private final Edge edge;
    private final ResponseNotes notes;
    private final Failures failures;
    private volatile boolean late;
    private boolean complete;
    private boolean anything;
    private Throwable error;
    private ModelFailure failure;

    StreamReading(InputStream body, Edge edge, ResponseNotes notes, Failures failures) {
        this.body = new Beginning(body);
        this.edge = edge;
        this.notes = notes;
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
        if (body.tooLong) {
            throw failures.tooLong(LONGEST);
        }
        if (failure != null) {
            throw failure;
        }
        if (!complete) {
            throw anything ? failures.cutOff(error) : failures.noEvents(body.text(), error);
        }
        listener.onClose();
    }

    /** Keeps how the stream began, and leaves out a byte order mark, which a stream of events may begin with. */
    private static final class Beginning extends FilterInputStream {

        private final ByteArrayOutputStream first = new ByteArrayOutputStream();
        private boolean begun;
        private long bytes;
        private boolean tooLong;

        Beginning(InputStream in) {
            super(new PushbackInputStream(in, MARK.length));
        }

        private void begin() throws IOException {
            if (!begun) {
                begun = true;
                byte[] start = in.readNBytes(MARK.length);
                if (!Arrays.equals(start, MARK)) {
                    ((PushbackInputStream) in).unread(start);
                }
            }
        }

        @Override
        public int read() throws IOException {
            begin();
            int read = super.read();
            count(read < 0 ? 0 : 1);
            if (read >= 0 && first.size() < BEGINNING) {
                first.write(read);
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            begin();
            int read = super.read(buffer, offset, length);
            count(Math.max(read, 0));
            if (read > 0 && first.size() < BEGINNING) {
                first.write(buffer, offset, Math.min(read, BEGINNING - first.size()));
            }
            return read;
        }

        private void count(int more) throws IOException {
            bytes += more;
            if (bytes > LONGEST) {
                tooLong = true;
                throw new IOException("The response is longer than " + LONGEST + " bytes");
            }
        }

        String text() {
            return first.toString(StandardCharsets.UTF_8);
        }
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
        if (body.tooLong) {
            throw failures.tooLong(LONGEST);
        }
        if (!text.isDone() && Thread.currentThread().isInterrupted()) {
            throw failures.cancelled(error);
        }
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
        private final UnaryOperator<JsonNode> events = edge.events();

        Watching(ServerSentEventListener listener) {
            this.listener = listener;
        }

        @Override
        public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
            if (failure != null || event.data() == null || event.data().isBlank()) {
                return;
            }
            anything = true;
            if (event.data().equals(DONE)) {
                complete = true;
                listener.onEvent(event, context);
                return;
            }
            JsonNode said = parsed(event.data());
            failure = said == null ? failures.notJson("", event.data()) : read(said);
            if (failure != null) {
                // What follows counts for nothing.
                close();
                return;
            }
            JsonNode readable = events.apply(said);
            listener.onEvent(readable == said ? event : new ServerSentEvent(event.event(), JSON.writeValueAsString(readable)), context);
        }

        private static JsonNode parsed(String data) {
            try {
                return JSON.readTree(data);
            } catch (JacksonException e) {
                return null;
            }
        }

        /** The failure that an event tells of; null for one that goes on with the message. */
        private ModelFailure read(JsonNode said) {
            JsonNode reported = edge.error(said);
            if (reported != null) {
                return failures.reported(reported);
            }
            if (Failures.isError(edge.stopReason(said))) {
                return failures.endedInError();
            }
            complete |= edge.completes(said);
            notes.read(said);
            return null;
        }

        @Override
        public void onError(Throwable thrown) {
            error = thrown;
        }
    }
}
