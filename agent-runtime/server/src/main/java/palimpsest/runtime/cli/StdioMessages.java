package palimpsest.runtime.cli;

import io.modelcontextprotocol.spec.McpSchema;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import palimpsest.runtime.mcp.McpFault;
import palimpsest.runtime.mcp.McpJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON-RPC messages over two streams, one a line. The input's end is passed on only when every request has its answer: a client
 * may close its side as soon as it has asked. A line that is no message gets an error, and the next is read.
 */
final class StdioMessages {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Characters of one message. */
    static final int MOST = 16 * 1024 * 1024;

    private final InputStream in;
    private final OutputStream raw;
    private final OutputStream out;
    private final long patience;
    private int unanswered;
    private boolean ended;

    /** @param patience with which the last answers are waited for */
    StdioMessages(InputStream in, OutputStream out, Duration patience) {
        this.in = new Input(in);
        this.raw = out;
        this.out = new Output(out);
        this.patience = patience.toNanos();
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    synchronized void awaitEnd() throws InterruptedException {
        while (!ended) {
            wait();
        }
    }

    private synchronized void asked(JsonNode message) {
        unanswered += message.has("id") && message.has("method") ? 1 : 0;
    }

    private synchronized void said(JsonNode message) {
        unanswered -= message.has("id") && !message.has("method") ? 1 : 0;
        notifyAll();
    }

    private synchronized void end() {
        long until = System.nanoTime() + patience;
        try {
            for (long left = patience; unanswered > 0 && left > 0; left = until - System.nanoTime()) {
                wait(Math.max(1, Duration.ofNanos(left).toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = true;
        notifyAll();
    }

    /**
     * Gives lines that are messages, and answers all others itself: the SDK reads no more after one that it can't read. An
     * empty line is none.
     */
    private final class Input extends InputStream {

        private final InputStream from;
        private final McpJson json = new McpJson();
        private byte[] line = {};
        private int next;

        Input(InputStream from) {
            this.from = from;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0; // some streams tell of their end even then, before anybody asks for it
            }
            if (next == line.length && !readMessage()) {
                end();
                return -1;
            }
            int given = Math.min(length, line.length - next);
            System.arraycopy(line, next, bytes, offset, given);
            next += given;
            return given;
        }

        /** What is there without a wait: a reader with a buffer asks for no more. */
        @Override
        public int available() {
            return line.length - next;
        }

        /** False at the end. */
        private boolean readMessage() throws IOException {
            for (String text = readLine(); text != null; text = readLine()) {
                if (text.isBlank()) {
                    continue;
                }
                Optional<McpFault> fault = text.length() > MOST
                        ? Optional.of(new McpFault(null, McpSchema.ErrorCodes.INVALID_REQUEST, "The message is longer than " + MOST + " characters."))
                        : McpFault.in(text, json);
                if (fault.isEmpty()) {
                    asked(JSON.readTree(text));
                    line = (text + "\n").getBytes(StandardCharsets.UTF_8);
                    next = 0;
                    return true;
                }
                answer(fault.get());
            }
            return false;
        }

        /** Without its end; of one that is too long only so much that this is seen. */
        private String readLine() throws IOException {
            var read = new ByteArrayOutputStream();
            int value = from.read();
            if (value < 0) {
                return null;
            }
            for (; value >= 0 && value != '\n'; value = from.read()) {
                if (read.size() <= 4L * MOST) {
                    read.write(value);
                }
            }
            String text = read.toString(StandardCharsets.UTF_8);
            // Some shells put a byte order mark in front of what they write.
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }

        private void answer(McpFault fault) throws IOException {
            // Under the lock that the SDK holds for a message; not counted, as the request was not.
            synchronized (out) {
                raw.write((fault.json() + "\n").getBytes(StandardCharsets.UTF_8));
                raw.flush();
            }
        }
    }

    /** Gives each whole line that passes by. */
    private static final class Lines {

        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final Consumer<JsonNode> messages;

        Lines(Consumer<JsonNode> messages) {
            this.messages = messages;
        }

        void take(int value) {
            if (value != '\n') {
                line.write(value);
                return;
            }
            messages.accept(JSON.readTree(line.toString(StandardCharsets.UTF_8)));
            line.reset();
        }
    }

    private final class Output extends FilterOutputStream {

        private final Lines lines = new Lines(StdioMessages.this::said);

        Output(OutputStream out) {
            super(out);
        }

        @Override
        public synchronized void write(int value) throws IOException {
            out.write(value);
            take(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            take(bytes, offset, length);
        }

        /** An answer counts when it is out. */
        private void take(byte[] bytes, int offset, int length) throws IOException {
            out.flush();
            for (int i = offset; i < offset + length; i++) {
                lines.take(bytes[i]);
            }
        }
    }
}
