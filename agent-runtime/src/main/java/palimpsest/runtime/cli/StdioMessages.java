package palimpsest.runtime.cli;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON-RPC messages over two streams, one a line. The input's end is passed on only when every request has its answer: a client
 * may close its side as soon as it has asked.
 */
final class StdioMessages {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final InputStream in;
    private final OutputStream out;
    private final long patience;
    private int unanswered;
    private boolean ended;

    /** @param patience with which the last answers are waited for */
    StdioMessages(InputStream in, OutputStream out, Duration patience) {
        this.in = new Input(in);
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
            try {
                messages.accept(JSON.readTree(line.toString(StandardCharsets.UTF_8)));
            } catch (JacksonException e) {
                // No message: whoever reads it says so.
            }
            line.reset();
        }
    }

    private final class Input extends FilterInputStream {

        private final Lines lines = new Lines(StdioMessages.this::asked);

        Input(InputStream in) {
            super(in);
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
            int read = super.read(bytes, offset, length);
            for (int i = 0; i < read; i++) {
                lines.take(bytes[offset + i]);
            }
            if (read < 0) {
                end();
            }
            return read;
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
