package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StdioMessagesTest {

    private static final String ASKED = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
    private static final byte[] ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n".getBytes(StandardCharsets.UTF_8);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void the_end_is_passed_on_when_the_last_request_has_its_answer() throws Exception {
        var messages = messages(ASKED, Duration.ofMinutes(1));
        var reading = new CountDownLatch(1);
        var read = CompletableFuture.supplyAsync(() -> text(messages.in(), reading));
        reading.await();
        assertThat(read).isNotDone();

        messages.out().write(ANSWER);

        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(ASKED);
        messages.awaitEnd();
        assertThat(out.toByteArray()).isEqualTo(ANSWER);
    }

    @Test
    void a_request_that_is_never_answered_does_not_hold_up_the_end_for_ever() throws Exception {
        var messages = messages(ASKED, Duration.ofMillis(1));
        assertThat(new String(messages.in().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(ASKED);
        messages.awaitEnd();
    }

    @Test
    void a_line_that_is_no_message_gets_an_error_and_what_comes_after_it_is_read() throws Exception {
        String bad = "no message\n\n[1]\n{\"jsonrpc\":\"2.0\",\"id\":\"a\"}\n{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}\n"
                + "{\"jsonrpc\":\"1.0\",\"id\":4,\"method\":\"ping\"}\n{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\"}\n"
                + "\uFEFF{\"jsonrpc\":\"2.0\",\"id\":90000000000000000000,\"method\":\"tools/call\"}\n"
                + "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"initialize\",\"params\":{\"clientInfo\":7}}\n";
        var messages = messages(bad + ASKED, Duration.ofMillis(1));

        assertThat(new String(messages.in().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(ASKED);

        List<JsonNode> errors = out.toString(StandardCharsets.UTF_8).lines().map(JSON::readTree).toList();
        assertThat(errors).extracting(error -> error.get("id") + " " + error.at("/error/code"))
                .containsExactly("null -32700", "null -32600", "\"a\" -32600", "null -32600", "4 -32600", "5 -32602", "90000000000000000000 -32600", "6 -32602");
        assertThat(errors).allSatisfy(error -> assertThat(error.at("/error/message").asString()).isNotEmpty().doesNotContain("Exception", "java"));
    }

    @Test
    void without_a_request_the_end_comes_at_once_whatever_else_stood_there() throws Exception {
        var messages = messages("no message\n\n", Duration.ofMinutes(1));
        assertThat(messages.in().readAllBytes()).isEmpty();
        messages.awaitEnd();
    }

    @Test
    void a_last_line_without_its_end_is_a_message_too() throws Exception {
        var messages = messages(ASKED.strip(), Duration.ofMillis(1));
        assertThat(new String(messages.in().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(ASKED);
    }

    private StdioMessages messages(String input, Duration patience) {
        return new StdioMessages(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, patience);
    }

    private static String text(InputStream in, CountDownLatch reading) {
        try {
            byte[] asked = in.readNBytes(ASKED.length());
            reading.countDown();
            return new String(asked, StandardCharsets.UTF_8) + new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
