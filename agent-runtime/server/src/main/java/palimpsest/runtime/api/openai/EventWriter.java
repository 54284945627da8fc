package palimpsest.runtime.api.openai;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** Writes server-sent events as OpenAI writes them. For one thread. */
final class EventWriter {

    private static final int KEEP_ALIVE_SECONDS = 10;

    private final OutputStream out;
    private final JsonMapper json;
    private int silence;

    EventWriter(OutputStream out, JsonMapper json) {
        this.out = out;
        this.json = json;
    }

    void data(Object value) throws IOException {
        write("data: " + json.writeValueAsString(value) + "\n\n");
    }

    void event(String name, Object value) throws IOException {
        write("event: " + name + "\ndata: " + json.writeValueAsString(value) + "\n\n");
    }

    void done() throws IOException {
        write("data: [DONE]\n\n");
    }

    /** A comment now and then keeps proxies from closing a stream in which an agent works. */
    void second() throws IOException {
        if (++silence % KEEP_ALIVE_SECONDS == 0) {
            write(": working\n\n");
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
